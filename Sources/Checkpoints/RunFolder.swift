import Formats

/// The folder that a training run leaves behind.
package struct RunFolder: Sendable, Equatable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// The run's settings, for people and for reports.
  package var configuration: String { FilePath.joined(path, "config.json") }
  /// One record a step.
  package var metrics: String { FilePath.joined(path, "metrics.jsonl") }

  /// Texts that the model wrote on the way, one a line.
  package var samples: String { FilePath.joined(path, "samples.jsonl") }

  /// The path of the checkpoint after a step.
  package func checkpoint(step: Int) -> String { FilePath.joined(path, CheckpointName.file(step: step)) }

  /// Steps that have a checkpoint, ascending; none if the folder does not exist.
  ///
  /// - Throws: `FormatError` if it cannot be listed
  package func steps() throws -> [Int] {
    guard Folder.kind(of: path) != .nothing else { return [] }
    return try Folder.names(in: path).compactMap(CheckpointName.step(ofFile:)).sorted()
  }

  /// The newest checkpoint that is whole, every number checked, and what is wrong with those that were passed over.
  ///
  /// - Returns: nil for `checkpoint` if there is none at all
  /// - Throws: ``CheckpointError/noneWhole(folder:count:problem:)`` if there are checkpoints and none is usable
  package func newestWhole() throws -> (checkpoint: Checkpoint?, passedOver: [String]) {
    try newest { try $0.verify() }
  }

  /// The newest checkpoint whose structure and header are in order; its numbers are not looked at.
  ///
  /// - Returns: nil if there is none at all
  /// - Throws: as `newestWhole`
  package func newestReadable() throws -> Checkpoint? {
    try newest { _ in }.checkpoint
  }

  private func newest(_ check: (Checkpoint) throws -> Void) throws -> (checkpoint: Checkpoint?, passedOver: [String]) {
    var problems: [String] = []
    for step in try steps().reversed() {
      do {
        let checkpoint = try Checkpoint(path: checkpoint(step: step))
        try check(checkpoint)
        return (checkpoint, problems)
      } catch {
        problems.append("\(error)")
      }
    }
    guard let newest = problems.first else { return (nil, []) }
    throw CheckpointError.noneWhole(folder: path, count: problems.count, problem: newest)
  }

  /// The checkpoint that a `--checkpoint` flag means: the file itself, or the newest whole one of a run's folder.
  ///
  /// - Throws: ``CheckpointError`` or `FormatError`
  package static func locate(_ path: String) throws -> Checkpoint {
    guard Folder.kind(of: path) == .folder else { return try Checkpoint(path: path) }
    guard let checkpoint = try RunFolder(path).newest({ try $0.verifyParameters() }).checkpoint else {
      throw CheckpointError.noCheckpoint(folder: path)
    }
    return checkpoint
  }
}
