import Formats
import SQLite

/// Runs to be made again, each after those whose outputs it reads.
package struct RerunPlan: Sendable, Equatable {
  /// The runs; of several with the same command, as the tasks of an array have, the first.
  package var runs: [RunFacts] = []
  /// What could not be looked at: it counts as it was last seen.
  package var unreadable: [UnreadableFile] = []
}

extension ManifestStore {
  /// Finds what must run again so that everything, or what lies at some paths, is up to date.
  ///
  /// What is out of date must; and where paths are named, what is missing there; and for each of these runs, those that
  /// make inputs of it that are gone.
  /// - Parameters:
  ///   - named: Files and folders as a person types them; none for all that is out of date.
  ///   - progress: Called while changed files are hashed.
  /// - Returns: The runs in an order in which they can be made.
  /// - Throws: `ManifestError.unknownPath` where nothing at a path was made by a run.
  package func rerunPlan(named: [String] = [], progress: ContentHasher.Progress? = nil) throws -> RerunPlan {
    let report = try staleFiles(progress: progress)
    var search = RerunSearch(store: self, stale: try staleRuns())
    if named.isEmpty {
      for id in search.stale { try search.require(id) }
    }
    for name in named {
      let outputs = try lastOutputs(at: location.stored(name))
      guard !outputs.isEmpty else { throw ManifestError.unknownPath(path: name, manifest: location.path) }
      for output in outputs {
        try search.visit(output.run.id)
        // What a stage pruned is not missed: nothing asks for it but its name.
        if search.isGone(output.path) { try search.requireGone(output) }
      }
    }
    return RerunPlan(runs: search.ordered, unreadable: report.unreadable)
  }

  /// The runs that made what is out of date. Of runs whose outputs were removed or replaced since, only those count
  /// whose outputs one of these needs.
  private func staleRuns() throws -> Set<String> {
    try read { db in
      Set(try db.values("SELECT DISTINCT made.run FROM stale JOIN made ON made.path = stale.path"))
    }
  }
}

/// The walk from what is asked for back to what must run.
private struct RerunSearch {
  let store: ManifestStore
  let stale: Set<String>
  private var needed: [String: RunFacts] = [:]
  /// The runs that must be made before a run, by its id.
  private var before: [String: Set<String>] = [:]
  private var visited: Set<String> = []

  init(store: ManifestStore, stale: Set<String>) {
    self.store = store
    self.stale = stale
  }

  func isGone(_ path: String) -> Bool { path != "-" && PathKind.of(store.location.resolved(path)) == .nothing }

  /// Looks for what is out of date among a run and all before it.
  mutating func visit(_ id: String) throws {
    guard visited.insert(id).inserted, let run = try store.run(id: id) else { return }
    for producer in Set(run.inputs.compactMap(\.producer?.id)) { try visit(producer) }
    if stale.contains(id) { try require(id) }
  }

  /// A file that is not there is made again, unless its own stage gave it up.
  mutating func requireGone(_ output: LastOutput) throws {
    if try store.wasGivenUp(output.path) { return }
    try require(output.run.id)
  }

  /// A run must be made, and before it those that make what it lacks.
  mutating func require(_ id: String) throws {
    guard needed[id] == nil, let run = try store.run(id: id) else { return }
    needed[id] = run
    before[id] = Set(run.inputs.compactMap(\.producer?.id))
    for input in run.inputs where isGone(input.path) {
      // Not who made what was read then, but who wrote there last: the settings are those of now.
      guard let writer = try store.lastOutputs(at: input.path).first?.run.id else { continue }
      before[id, default: []].insert(writer)
      try require(writer)
    }
  }

  /// The runs, each after its producers, the oldest first.
  var ordered: [RunFacts] {
    var waiting = needed.values.sorted { $0.name.id < $1.name.id }
    var result: [RunFacts] = []
    while !waiting.isEmpty {
      let open = Set(waiting.map(\.name.id))
      // Receipts of anybody's may lead in a circle: then the oldest goes first.
      let next = waiting.firstIndex { run in
        (before[run.name.id] ?? []).subtracting([run.name.id]).isDisjoint(with: open)
      }
      let run = waiting.remove(at: next ?? 0)
      let isTold = result.contains { $0.arguments == run.arguments && $0.directory == run.directory }
      if !isTold { result.append(run) }
    }
    return result
  }
}

extension ManifestStore {
  /// Whether a stage itself removed a file, such as a checkpoint that it was not to keep.
  fileprivate func wasGivenUp(_ path: String) throws -> Bool {
    try read { db in
      try db.value(
        """
        SELECT io.kept = 0 AND run.stage NOT IN (\(RemovalRecord.stages)) FROM io JOIN run ON run.id = io.run
        WHERE io.path = ? AND io.direction = 'out' ORDER BY io.run DESC LIMIT 1
        """, [path]) ?? false
    }
  }
}
