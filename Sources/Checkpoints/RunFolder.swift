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

  /// Steps that have a checkpoint, ascending; none if the folder does not exist. What is no file has only the name.
  ///
  /// - Throws: `FormatError` if it cannot be listed
  package func steps() throws -> [Int] {
    try namedSteps().filter { Folder.kind(of: checkpoint(step: $0)) == .file }
  }

  /// Steps that something in the folder is named after, ascending.
  func namedSteps() throws -> [Int] {
    guard Folder.kind(of: path) != .nothing else { return [] }
    return try Folder.names(in: path).compactMap(CheckpointName.step(ofFile:)).sorted()
  }
}
