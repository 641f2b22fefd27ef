import Checkpoints
import CommandSupport
import Formats
import Messages
import Training

/// The run that stands in the output folder, as its newest readable checkpoint tells, or before there is one its
/// config.json.
struct ExistingRun {
  let folder: RunFolder
  /// What the newest checkpoint says of itself; nil before the first.
  let header: CheckpointHeader?
  let settings: RunSettings
  /// What was watched and kept; nil if config.json does not tell.
  let choices: RunChoices?

  var step: Int { header?.step ?? 0 }
  /// Whether it ended before its last step, since validations found no lower loss.
  var hasEndedEarly = false
  var isFinished: Bool { hasEndedEarly || step >= settings.steps }

  /// Nil if the folder holds no run. Looks at headers only; numbers are checked when a run goes on from them.
  ///
  /// - Throws: `CheckpointError` if there are checkpoints and none can be read
  init?(_ folder: RunFolder) throws {
    self.folder = folder
    let written = Folder.kind(of: folder.configuration) == .file ? try? JSONValue(path: folder.configuration) : nil
    choices = written?[RunChoices.key].map(RunChoices.init(json:))
    if let checkpoint = try folder.newestReadable() {
      guard let settings = RunSettings(json: checkpoint.header.settings) else {
        throw CheckpointError.checkpoint(path: checkpoint.path, .unreadableSettings)
      }
      header = checkpoint.header
      self.settings = settings
    } else {
      guard let settings = written.flatMap(RunSettings.init(json:)) else { return nil }
      header = nil
      self.settings = settings
    }
  }
}

extension ExistingRun {
  /// The run with a look at whether it has ended early.
  ///
  /// - Parameter patience: how many validations it is to wait for; nil waits to the last step
  /// - Returns: the run
  /// - Throws: `FormatError` for records that cannot be read
  func judged(patience: Int?) throws -> ExistingRun {
    guard let patience, choices?.patience != nil, Folder.kind(of: folder.metrics) == .file else { return self }
    var judged = self
    try MetricsReader.forEach(folder.metrics) { record, step in
      judged.hasEndedEarly = step == self.step && (record[TrainingRecorder.endedEarlyKey]?.int ?? 0) >= patience
    }
    return judged
  }
}

/// Where a run begins.
///
/// | in --output                 | settings | plain       | --resume | --replace, also with --resume | --force     |
/// |-----------------------------|----------|-------------|----------|-------------------------------|-------------|
/// | nothing                     |          | starts      | starts   | starts                        | starts      |
/// | a finished run              | the same | up to date  | the same | the same                      | starts over |
/// | a finished run              | others   | refused     | refused  | starts over                   | refused     |
/// | an unfinished run           | the same | refused     | goes on  | goes on with --resume         | starts over |
/// | an unfinished run           | others   | refused     | refused  | starts over                   | refused     |
/// | one before its 1st checkpoint |        | starts      | starts   | starts                        | starts      |
///
/// Whatever stood there is moved aside when a run starts, and removed when it is finished. --force --replace starts
/// over with any settings. For --resume another --device, --devices or --precision is no other setting: the state is the
/// same on all engines. More --steps are no other setting for --resume: the run is extended, its schedule stays, and
/// so the result is the one that an uninterrupted run with the same schedule and all the steps would give.
///
/// A schedule with a cool-down (wsd) may also end elsewhere, earlier or later: the run goes on from the newest checkpoint whose
/// steps had the rates of the new schedule, and later checkpoints are moved aside like a run that is replaced.
enum StartPoint: Equatable {
  /// At step 0.
  case beginning
  /// At the newest whole checkpoint.
  case newestCheckpoint
  /// At the newest whole checkpoint up to a step: later ones have seen a cool-down that is to come later.
  case checkpoint(through: Int)

  /// The last step that the run may go on from.
  var lastStep: Int { if case .checkpoint(let step) = self { step } else { .max } }

  /// Looks the case up in the table.
  ///
  /// - Throws: `ToolFailure.usage` where the table says "refused"
  init(existing: ExistingRun?, wanted: RunSettings, dataset: DatasetFile, flags: RunFlags, force: Bool) throws {
    guard let existing, let header = existing.header else {
      self = .beginning
      return
    }
    let changes = Self.changes(header, existing.settings, to: wanted, dataset: dataset)
    let lasting = Self.changes(header, existing.settings, to: wanted, dataset: dataset, goesOn: true)
    let isSame = changes.isEmpty && wanted.steps == existing.settings.steps
    switch (flags.resume, flags.replace) {
    case _ where force && (isSame || flags.replace):
      self = .beginning
    case (true, _) where !force && lasting.isEmpty && wanted.steps >= header.step:
      self = .newestCheckpoint
    case (true, false) where !force && Self.canGoBack(existing, header, to: wanted, dataset: dataset):
      self = .checkpoint(through: try Self.lastCommonStep(existing, wanted))
    case (_, true) where !isSame:
      self = .beginning
    case (true, _):
      throw Self.refusal(existing, lasting, wanted)
    case (false, _) where !changes.isEmpty || (!isSame && existing.isFinished):
      throw Self.otherSettings(existing, changes, wanted)
    case (false, _):
      guard existing.isFinished else { throw Self.unfinished(existing, isSame: isSame) }
      self = .beginning
    }
  }

  /// Whether nothing but what comes after a cool-down's beginning differs, and the run has come further than that.
  private static func canGoBack(
    _ existing: ExistingRun, _ header: CheckpointHeader, to wanted: RunSettings, dataset: DatasetFile
  ) -> Bool {
    let common = existing.settings.training.schedule.stepsInCommon(with: wanted.training.schedule)
    var earlier = wanted
    earlier.training.schedule = existing.settings.training.schedule
    return (1..<header.step).contains(common) && wanted.steps >= header.step
      && changes(header, existing.settings, to: earlier, dataset: dataset, goesOn: true).isEmpty
  }

  /// The last step whose rates are those of both, if there is a checkpoint to go on from.
  private static func lastCommonStep(_ existing: ExistingRun, _ wanted: RunSettings) throws -> Int {
    let last = existing.settings.training.schedule.stepsInCommon(with: wanted.training.schedule)
    guard try existing.folder.newestReadable(through: last) == nil else { return last }
    throw ToolFailure.usage(
      "\(Printable.path(existing.folder.path)): no checkpoint of step \(last) or before is there (expected one from before "
        + "the cool-down, to go on from to step \(wanted.steps)); train in another --output, or start over with --replace"
    )
  }

  /// What differs beside the number of steps: "lr (0.001, now 0.003)".
  ///
  /// A run that goes on may do so with another engine, and with another cool-down that neither schedule has begun at the
  /// checkpoint: `goesOn` says that these do not count.
  static func changes(
    _ header: CheckpointHeader, _ settings: RunSettings, to wanted: RunSettings, dataset: DatasetFile,
    goesOn: Bool = false
  ) -> [String] {
    let (old, new) = (settings.json.object ?? [:], wanted.json.object ?? [:])
    var free: Set = ["steps", SettingsReader.versionKey]
    if goesOn { free.formUnion(EngineSettings.keys) }
    if goesOn, header.step <= settings.training.schedule.stepsInCommon(with: wanted.training.schedule) {
      free.formUnion(LearningRateSchedule.endKeys)
    }
    let keys = Set(old.keys).union(new.keys).subtracting(free)
    var changes = keys.sorted().filter { old[$0] != new[$0] }.map { key in
      "\(key) (\(old[key]?.canonical ?? "none"), now \(new[key]?.canonical ?? "none"))"
    }
    if header.vocabularyDigest != dataset.vocabularyDigest { changes.append("the dataset's tokenizer") }
    if header.dataDigest != dataset.digest { changes.append("the dataset") }
    return changes
  }

  private static func refusal(_ existing: ExistingRun, _ changes: [String], _ wanted: RunSettings) -> ToolFailure {
    let place = "\(Printable.path(existing.folder.path)): the run there"
    guard !changes.isEmpty else {
      return .usage(
        "\(place) is already at step \(existing.step) (expected --steps \(existing.step) or more); "
          + "give more --steps, or start over with --replace")
    }
    return .usage(
      "\(place) was made with other settings: \(changes.joined(separator: ", ")); "
        + "continue with its own settings by leaving flags out, or start over with --replace")
  }

  private static func otherSettings(
    _ existing: ExistingRun, _ changes: [String], _ wanted: RunSettings
  ) -> ToolFailure {
    let steps = "steps (\(existing.settings.steps), now \(wanted.steps))"
    let all = wanted.steps == existing.settings.steps ? changes : changes + [steps]
    let kind = "\(existing.isFinished ? "a finished" : "an unfinished") run stands there"
    return .usage(
      "\(Printable.path(existing.folder.path)): \(kind) with other settings: "
        + "\(all.joined(separator: ", ")); give it more --steps with --resume, or train with the new settings in another "
        + "--output, or in its place with --replace")
  }

  private static func unfinished(_ existing: ExistingRun, isSame: Bool) -> ToolFailure {
    .usage(
      "\(Printable.path(existing.folder.path)): an unfinished run stands at step \(existing.step) of "
        + "\(existing.settings.steps); continue with --resume, or start over with \(isSame ? "--force" : "--replace")")
  }
}
