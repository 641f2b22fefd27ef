import Formats

/// The best checkpoint of a run, by its records.
extension RunFolder {
  /// The name that stands for it in the run's folder: `run/best`.
  private static let bestName = "best"

  /// The path of the checkpoint with the lowest validation loss on record (the earlier of equal ones), of those that are
  /// there.
  ///
  /// - Throws: ``CheckpointError/noBest(folder:)`` if no checkpoint was validated; `FormatError`
  package func best() throws -> String {
    let steps = Set(try steps())
    var losses: [Int: Double] = [:]
    if Folder.kind(of: metrics) == .file {
      try MetricsReader.forEach(metrics) { record, step in
        if steps.contains(step), let loss = record["valid_loss"]?.double, loss.isFinite { losses[step] = loss }
      }
    }
    guard let best = losses.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else {
      throw CheckpointError.noBest(folder: path)
    }
    return checkpoint(step: best)
  }

  /// What a path means that may be the name of a run's best checkpoint: that file; otherwise the path itself.
  ///
  /// - Throws: as `best`
  static func resolvingBest(_ path: String) throws -> String {
    guard FilePath.name(path) == bestName, Folder.kind(of: path) == .nothing else { return path }
    let folder = RunFolder(FilePath.folder(path))
    guard Folder.kind(of: folder.path) == .folder, try !folder.namedSteps().isEmpty else { return path }
    return try folder.best()
  }
}
