import Checkpoints
import CommandSupport
import Formats
import Manifest
import Messages
import Reports

/// Where a run came from: what the manifest and the newest checkpoint tell.
struct RunOrigin {
  /// What people noted about the run.
  let notes: [String]
  /// The run and all that led to it, the run first; empty where no manifest knows.
  let ancestors: [RunFacts]
  private let folder: RunFolder
  private let producer: RunFacts?
  private let ancestry: Ancestry?
  private let location: ManifestLocation?
  private let header: CheckpointHeader?

  /// Asks the manifest of the flags, or else the nearest one in a folder above the run.
  ///
  /// - Throws: `ManifestError` for a manifest that cannot be read
  init(_ source: RunSource, options: StageOptions) throws {
    folder = source.folder
    header = try? source.folder.newestReadable()?.header
    for path in Self.manifests(above: source.folder.path, options) where Folder.kind(of: path) == .file {
      let store = try ManifestStore(existing: ManifestLocation(path))
      guard let history = try? store.history(of: source.folder.metrics, askingWhetherStale: false),
        let producer = history.producer ?? Self.lastVersion(history, store)
      else { continue }
      self.producer = producer
      location = store.location
      ancestry = try? store.ancestry(of: source.folder.metrics)
      notes = Self.notes(history, store, producer)
      ancestors = try store.runAndAncestors(of: producer.name.id)
      return
    }
    (producer, ancestry, location, notes, ancestors) = (nil, nil, nil, [], [])
  }

  /// Records still grow while a run is at work: then the run that began them.
  private static func lastVersion(_ history: FileHistory, _ store: ManifestStore) -> RunFacts? {
    history.versions.first.flatMap { try? store.run(id: $0.id) }
  }

  /// The words about the run and the earlier sessions that it goes on from, the first one first.
  private static func notes(_ history: FileHistory, _ store: ManifestStore, _ producer: RunFacts) -> [String] {
    let sessions = history.versions.filter { $0.key == producer.name.key || $0.id == producer.name.id }
    let found = sessions.compactMap { (try? store.run(id: $0.id))?.note }
    var notes: [String] = []
    for note in found.reversed() where !notes.contains(note) { notes.append(note) }
    return notes
  }

  private static func manifests(above folder: String, _ options: StageOptions) -> [String] {
    var paths = [options.manifestPath]
    var parent = folder
    for _ in 0..<4 where FilePath.folder(parent) != parent {
      parent = FilePath.folder(parent)
      paths.append(FilePath.joined(parent, "manifest.db"))
    }
    return paths
  }

  /// When the run began, in seconds since 1970, if a manifest knows.
  var began: Double? { producer.map { Double($0.start.nanoseconds) / 1e9 } }

  /// The facts, with links from a folder to the files that are there.
  func facts(from place: String) -> [ReportedFact] {
    var facts: [ReportedFact] = []
    if let producer {
      facts.append(ReportedFact("run", producer.name.id))
      let took = producer.seconds.map { ", took \(Units.duration($0))" } ?? ""
      facts.append(ReportedFact("started", producer.start.forPeople + took))
      // Where the program lay tells the reader nothing.
      let words = [producer.arguments.first.map(FilePath.name) ?? ""] + producer.arguments.dropFirst()
      facts.append(ReportedFact("command", words.joined(separator: " ")))
      if let error = producer.error { facts.append(ReportedFact("ended with", error)) }
    }
    let made = ancestry.map { Self.flattened($0.from) } ?? []
    facts += made.map { fact($0, from: place) }
    if made.isEmpty, let header {
      facts.append(ReportedFact("dataset", header.dataDigest.short, detail: header.dataDigest.hex))
    }
    if let header {
      facts.append(ReportedFact("tokenizer", header.vocabularyDigest.short, detail: header.vocabularyDigest.hex))
    }
    return facts + files(from: place)
  }

  /// A file that the run was made from, by the tool that made it.
  private func fact(_ node: Ancestry, from place: String) -> ReportedFact {
    let path = location?.resolved(node.path) ?? node.path
    let alike = node.alike > 0 ? " (and \(node.alike) more)" : ""
    let remarks = [node.identity?.short, node.producer.map { "by run \(RunID.short($0.id))" }].compactMap { $0 }
    return ReportedFact(
      node.producer?.stage ?? "given", node.path + alike,
      link: Folder.kind(of: path) == .file ? RelativePath.from(place, to: path) : nil,
      remark: remarks.joined(separator: ", "), detail: node.identity?.hex)
  }

  /// The nodes of a tree, each path once, nearest first.
  private static func flattened(_ nodes: [Ancestry]) -> [Ancestry] {
    var (queue, seen): ([Ancestry], Set<String>) = (nodes, [])
    var result: [Ancestry] = []
    while !queue.isEmpty {
      let node = queue.removeFirst()
      if seen.insert(node.path).inserted { result.append(node) }
      queue += node.from
    }
    return result
  }

  private func files(from place: String) -> [ReportedFact] {
    var paths = [folder.metrics, folder.configuration]
    if let step = try? folder.steps().last { paths.append(folder.checkpoint(step: step)) }
    return paths.filter { Folder.kind(of: $0) == .file }.map {
      ReportedFact("files", FilePath.name($0), link: RelativePath.from(place, to: $0))
    }
  }
}
