import Checkpoints
import CommandSupport
import Formats

/// The run that stands in the output folder, as its newest readable checkpoint tells.
struct ExistingRun {
  let folder: RunFolder
  let header: CheckpointHeader
  let settings: RunSettings

  var isFinished: Bool { header.step >= settings.steps }

  /// Nil if the folder holds no checkpoint. Looks at headers only; numbers are checked when a run goes on from them.
  ///
  /// - Throws: `CheckpointError` if there are checkpoints and none can be read
  init?(_ folder: RunFolder) throws {
    guard let checkpoint = try folder.newestReadable() else { return nil }
    guard let settings = RunSettings(json: checkpoint.header.settings) else {
      throw CheckpointError.unreadableSettings(path: checkpoint.path)
    }
    self.folder = folder
    header = checkpoint.header
    self.settings = settings
  }
}

/// Where a run begins.
///
/// | in --output      | settings | plain           | --resume | --resume --replace | --force    |
/// |------------------|----------|-----------------|----------|--------------------|------------|
/// | nothing          |          | starts          | starts   | starts             | starts     |
/// | a finished run   | the same | up to date      | the same | the same           | starts over |
/// | a finished run   | others   | starts over     | refused  | starts over        | starts over |
/// | an unfinished run | the same | refused         | goes on  | goes on            | starts over |
/// | an unfinished run | others   | refused         | refused  | starts over        | starts over |
///
/// More --steps are no other setting for --resume: the run is extended, its schedule stays, and so the result is the
/// one that an uninterrupted run with the same schedule and all the steps would give.
enum StartPoint: Equatable {
  /// At step 0; what the folder holds of an earlier run is removed first.
  case beginning
  /// At the newest whole checkpoint.
  case newestCheckpoint

  /// Looks the case up in the table; `existing` is nil with --force, too.
  ///
  /// - Throws: `ToolFailure.usage` where the table says "refused"
  init(existing: ExistingRun?, wanted: RunSettings, dataset: DatasetFile, flags: RunFlags) throws {
    guard let existing else {
      self = .beginning
      return
    }
    let changes = Self.changes(from: existing, to: wanted, dataset: dataset)
    switch (flags.resume, flags.replace) {
    case (true, _) where changes.isEmpty && wanted.steps >= existing.header.step:
      self = .newestCheckpoint
    case (_, true) where !changes.isEmpty || wanted.steps != existing.settings.steps:
      self = .beginning
    case (true, _):
      throw Self.refusal(existing, changes, wanted)
    case (false, _):
      guard existing.isFinished else { throw Self.unfinished(existing) }
      self = .beginning
    }
  }

  /// What differs beside the number of steps: "lr (0.001, now 0.003)".
  private static func changes(from existing: ExistingRun, to wanted: RunSettings, dataset: DatasetFile) -> [String] {
    let (old, new) = (existing.settings.json.object ?? [:], wanted.json.object ?? [:])
    var changes = new.keys.sorted().filter { $0 != "steps" && old[$0] != new[$0] }.map { key in
      "\(key) (\(old[key]?.canonical ?? "none"), now \(new[key]?.canonical ?? "none"))"
    }
    if existing.header.vocabularyDigest != dataset.vocabularyDigest { changes.append("the dataset's tokenizer") }
    if existing.header.dataDigest != dataset.digest { changes.append("the dataset") }
    return changes
  }

  private static func refusal(_ existing: ExistingRun, _ changes: [String], _ wanted: RunSettings) -> ToolFailure {
    let place = "\(Printable.path(existing.folder.path)): the run there"
    guard !changes.isEmpty else {
      return .usage(
        "\(place) is already at step \(existing.header.step) (expected --steps \(existing.header.step) or more); "
          + "give more --steps, or start over with --force")
    }
    return .usage(
      "\(place) was made with other settings: \(changes.joined(separator: ", ")); "
        + "go on with its own by leaving flags out, or start over with --replace")
  }

  private static func unfinished(_ existing: ExistingRun) -> ToolFailure {
    .usage(
      "\(Printable.path(existing.folder.path)): an unfinished run stands at step \(existing.header.step) of "
        + "\(existing.settings.steps); go on with --resume, or start over with --force")
  }
}
