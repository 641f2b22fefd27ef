import Formats
import Manifest
import Messages

/// What a stage may overwrite: what it made before, and nothing else.
struct OutputCheck {
  private let stage: Stage
  private let store: ManifestStore?

  /// The check of a stage, with the manifest that knows what was made here; nil for a task of an array.
  init(_ stage: Stage, store: ManifestStore?) {
    self.stage = stage
    self.store = store
  }

  /// Looks at every output before anything is written.
  /// - Throws: `ToolFailure.usage` for the first that is an input, another stage's output, part of the manifest, or a
  ///   file that the stage did not make; `ManifestError`.
  func perform() throws {
    let read = Set((stage.inputs.map(\.path) + stage.reads).compactMap(FileIdentity.init))
    for output in stage.outputs + stage.alsoWrites + stage.pages {
      try checkManifest(output)
      try checkInputs(output, read)
      try checkProducer(output)
    }
    for folder in stage.folders { try checkManifest(folder) }
  }

  // MARK: The manifest

  private func checkManifest(_ path: String) throws {
    let location = stage.location
    let absolute = ManifestLocation.absolute(path)
    let database = ManifestLocation.absolute(location.path)
    let parts = ["", "-journal", "-wal", "-shm"].map { database + $0 }
    let isDatabase = parts.contains(absolute) || Self.areSameFile(path, location.path)
    if isDatabase { throw refusal(path, "is the manifest, or belongs to it") }
    // By the text, and by the disk, where links lead.
    let real = FilePath.joined(ManifestLocation.absolute(FilePath.folder(absolute)), FilePath.name(absolute))
    for place in [absolute, real] where place == location.receipts || place.hasPrefix(location.receipts + "/") {
      throw refusal(path, "is in \(Printable.path(location.receipts)), the manifest's receipts")
    }
  }

  private static func areSameFile(_ first: String, _ second: String) -> Bool {
    guard let first = FileIdentity(first) else { return false }
    return first == FileIdentity(second)
  }

  // MARK: Inputs

  private func checkInputs(_ output: String, _ read: Set<FileIdentity>) throws {
    let absolute = ManifestLocation.absolute(output)
    let isInput =
      FileIdentity(output).map(read.contains) ?? false
      || stage.inputs.contains { $0.path != "-" && ManifestLocation.absolute($0.path) == absolute }
    if isInput { throw refusal(output, "is an input of this run") }
  }

  // MARK: What others made

  private func checkProducer(_ output: String) throws {
    switch Folder.kind(of: output) {
    case .nothing: return
    case .folder: throw refusal(output, "is a directory (expected a file or nothing)")
    case .other: throw refusal(output, "is a pipe or device (expected a file or nothing)")
    case .file: break
    }
    if stage.pages.contains(output) {
      guard FileState(path: output)?.size == 0 || stage.recognises(output) else {
        throw refusal(output, "exists and was not made by \(stage.tool)", or: "move it away")
      }
      return
    }
    let stored = stage.location.stored(output)
    let runs = try store?.producers(ofOutput: stored) ?? []
    if let last = runs.first, last.run.stage != stage.tool {
      throw refusal(output, "was made by \(last.run.text)")
    }
    // Tasks of an array do not open the manifest: there the file itself must tell.
    guard runs.isEmpty, FileState(path: output)?.size != 0, !stage.recognises(output) else { return }
    throw refusal(
      output, "exists and was not made by \(stage.tool), as far as the manifest knows", or: "move it away")
  }

  private func refusal(_ path: String, _ what: String, or advice: String? = nil) -> ToolFailure {
    .usage(
      "\(Printable.path(path)): \(what), and would be overwritten; choose another output"
        + (advice.map { ", or \($0)" } ?? ""))
  }
}
