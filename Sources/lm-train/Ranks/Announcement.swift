import ArgumentParser
import CommandSupport
import Engines
import Formats
import Manifest
import Platform
import Training

/// What rank 0 tells the others, once: what is trained and from where, or that nothing is.
final class Announcement {
  let group: RankGroup
  private let launcher: Launcher
  private var isMade = false

  init(_ group: RankGroup, launcher: Launcher) { (self.group, self.launcher) = (group, launcher) }

  /// The ranks, for the run's record.
  var ranks: RecordedRanks {
    RecordedRanks(
      hosts: group.hosts, launcher: launcher.title, library: group.library,
      job: environmentVariable("SLURM_JOB_ID"))
  }

  /// Tells what is trained, as soon as that is certain.
  ///
  /// - Throws: as `RankGroup.tell`; `TrainingError` for a step that so many ranks cannot share
  func begin(_ training: AnnouncedTraining) throws {
    if group.ofKernels != nil {
      _ = try StepShare(rank: 0, of: group.size).batches(of: training.settings.training)
    }
    isMade = true
    try group.tell(Array(training.json.canonical.utf8))
  }

  /// Tells up to which step validations are on record: all ranks validate together.
  ///
  /// - Parameters:
  ///   - step: the last one that was validated, of a run that goes on
  ///   - watch: what validations have found
  /// - Throws: as `RankGroup.tell`
  func validated(_ step: Int?, _ watch: ValidationWatch) throws {
    var members: [String: JSONValue] = ["misses": .integer(Int64(watch.misses))]
    members["step"] = step.map { .integer(Int64($0)) }
    if watch.best.isFinite { members["best"] = .number(watch.best) }
    try group.tell(Array(JSONValue.object(members).canonical.utf8))
  }

  /// What `validated` told.
  ///
  /// - Parameter words: of rank 0
  /// - Returns: the step, and what validations have found
  static func validated(_ words: [UInt8]) -> (step: Int?, watch: ValidationWatch) {
    let json = try? JSONValue(parsing: words)
    return (
      json?["step"]?.int,
      ValidationWatch(best: json?["best"]?.double ?? .infinity, misses: json?["misses"]?.int ?? 0)
    )
  }

  /// Tells that nothing is trained, if nothing else was told, and what all end with.
  ///
  /// - Parameter code: the exit code
  /// - Returns: whether it was told
  /// - Throws: as `RankGroup.tell`
  func end(code: Int32) throws -> Bool {
    guard !isMade else { return false }
    isMade = true
    try group.tell(Array(JSONValue.object(["end": .integer(Int64(code))]).canonical.utf8))
    return true
  }
}

/// A training as rank 0 tells it to the others.
struct AnnouncedTraining {
  let settings: RunSettings
  let choices: RunChoices
  /// The dataset's digest: all read the same.
  let dataset: String
  /// Where the run goes on; nil to begin at step 0.
  let checkpoint: String?

  var json: JSONValue {
    .object([
      "settings": settings.json, "choices": choices.json, "dataset": .string(dataset),
      "checkpoint": checkpoint.map { .string($0) } ?? .null,
    ])
  }

  /// What another rank hears.
  ///
  /// - Parameter words: of rank 0
  /// - Throws: `SharedEnd` where nothing is trained, `ToolFailure` for words of another version of the tool
  init(_ words: [UInt8]) throws {
    let json = try? JSONValue(parsing: words)
    if let code = json?["end"]?.int { throw SharedEnd(error: ExitCode(Int32(clamping: code))) }
    guard let settings = json?["settings"].flatMap(RunSettings.init(json:)), let dataset = json?["dataset"]?.string,
      let choices = json?["choices"].map(RunChoices.init(json:))
    else { throw ToolFailure.usage("rank 0 is another version of \(LMTrain.tool); start the same one everywhere") }
    (self.settings, self.choices, self.dataset) = (settings, choices, dataset)
    checkpoint = json?["checkpoint"]?.string
  }

  init(settings: RunSettings, choices: RunChoices, dataset: String, checkpoint: String?) {
    (self.settings, self.choices, self.dataset, self.checkpoint) = (settings, choices, dataset, checkpoint)
  }
}
