import CommandSupport
import Formats
import Messages
import Planning
import Platform
import Training

/// The number of steps that `--max-seconds` came to. It is chosen once and kept in config.json, so that the same command finds
/// its run up to date, and `--steps` with that number gives the same bits.
struct TimeBudget: Equatable {
  /// What was asked for, from the start of the process to its end.
  let seconds: Double
  let steps: Int
  /// What the choice was made from.
  let costs: StepCosts

  /// The part of the time that is left over: no step is exactly as long as another, and few are shorter than measured.
  private static let shareLeft = 0.015
  /// Steps of a schedule whose real length is not known yet.
  static let provisionalSteps = 1_000_000

  /// What a command asks for and the folder knows.
  struct Request {
    let flags: TrainingFlags
    let existing: ExistingRun?
    /// Whether the run in the folder is to go on.
    let resumes: Bool
    let choices: RunChoices
    /// The settings of a run of so many steps; nil for what the flags say.
    let settings: (_ steps: Int?) throws -> RunSettings
  }

  /// The budget of a run: the one that is known of it, or a new one.
  ///
  /// - Parameters:
  ///   - request: the command
  ///   - measure: gives what steps of these settings take
  /// - Returns: nil without `--max-seconds`, now or when the run was begun
  /// - Throws: `ToolFailure.usage` for a time that is too short or another one than the run's; what `measure` throws
  static func chosen(_ request: Request, measure: (RunSettings) throws -> StepCosts) throws -> TimeBudget? {
    let known = request.existing?.choices?.budget
    guard let seconds = request.flags.maxSeconds else { return request.resumes ? known : nil }
    if let known, known.seconds == seconds {
      let isSame = request.resumes || (try? request.settings(known.steps)) == request.existing?.settings
      if isSame { return known }
    }
    if request.resumes, let existing = request.existing {
      throw ToolFailure.usage(
        "--max-seconds \(seconds): the run in \(Printable.path(existing.folder.path)) has \(existing.settings.steps) steps"
          + "\(known.map { ", chosen for --max-seconds \($0.seconds)" } ?? ""); leave it out to go on to them, or give --steps"
      )
    }
    return try TimeBudget(seconds: seconds, request, measure)
  }

  private init(seconds: Double, _ request: Request, _ measure: (RunSettings) throws -> StepCosts) throws {
    let settings = try request.settings(request.flags.decaySteps ?? Self.provisionalSteps)
    var costs = try measure(settings)
    costs.once += Self.shareLeft * seconds
    let steps = costs.steps(within: seconds) { steps in
      var settings = settings
      settings.steps = steps
      settings.training.schedule.decaySteps = request.flags.decaySteps ?? steps
      return RunPlan(settings, request.choices)
    }
    guard let steps else {
      let least = costs.seconds(RunPlan(steps: 1, validateEvery: 1, checkpointEvery: 1))
      throw ToolFailure.usage(
        "--max-seconds \(seconds): too short for one step, which takes \(Units.duration(least)) with all around it; "
          + "give more time, or a smaller model or batch")
    }
    self.init(seconds: seconds, steps: steps, costs: costs)
  }

  init(seconds: Double, steps: Int, costs: StepCosts) {
    (self.seconds, self.steps, self.costs) = (seconds, steps, costs)
  }
}

extension TimeBudget {
  /// As config.json keeps it.
  var json: JSONValue {
    [
      "seconds": .number(seconds), "steps": .integer(Int64(steps)), "step_seconds": .number(costs.step),
      "validation_seconds": .number(costs.validation), "checkpoint_seconds": .number(costs.checkpoint),
      "other_seconds": .number(costs.once),
    ]
  }

  /// Reads back what `json` wrote; nil for anything else.
  init?(json: JSONValue) {
    guard let seconds = json["seconds"]?.double, let steps = json["steps"]?.int, steps >= 1,
      let step = json["step_seconds"]?.double, let validation = json["validation_seconds"]?.double,
      let checkpoint = json["checkpoint_seconds"]?.double, let once = json["other_seconds"]?.double
    else { return nil }
    self.init(
      seconds: seconds, steps: steps,
      costs: StepCosts(step: step, validation: validation, checkpoint: checkpoint, once: once))
  }

  /// What was chosen, for a person.
  func line(_ plan: RunPlan) -> String {
    "--max-seconds \(seconds): \(Units.counted(steps, "step")) of \(Self.milliseconds(costs.step)), "
      + "\(Units.counted(plan.validations, "validation")) of \(Self.milliseconds(costs.validation)) and "
      + "\(Units.counted(plan.checkpoints, "checkpoint")) of \(Self.milliseconds(costs.checkpoint))"
  }

  /// How much longer a run took than it should; nil if it did not.
  ///
  /// - Parameters:
  ///   - wall: seconds from start to end
  ///   - step: mean seconds of a step
  /// - Returns: a sentence
  func overrun(wall: Double, step: Double) -> String? {
    guard wall > seconds else { return nil }
    let share = Units.fixed(100 * (wall / seconds - 1), decimals: 1)
    return "took \(Units.fixed(wall - seconds, decimals: 1)) s (\(share)%) more than --max-seconds \(seconds): a step "
      + "took \(Self.milliseconds(step)), and \(Self.milliseconds(costs.step)) when it was tried"
  }

  private static func milliseconds(_ seconds: Double) -> String {
    seconds >= 1 ? "\(Units.fixed(seconds, decimals: 2)) s" : "\(Units.fixed(seconds * 1000, decimals: 1)) ms"
  }
}
