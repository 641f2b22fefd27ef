import Formats
import Planning

/// What a recipe was chosen from, as config.json keeps it: with it the same command makes the same choice again, however
/// fast the machine is by then, and finds its run up to date.
struct RecipeRecord: Equatable {
  let goal: TrainingGoal
  let machine: MachineMeasurement
  /// What the first steps were seen to do; nil if none were tried.
  var trial: Trial?

  /// A training that was tried: its speed is that of no other.
  struct Trial: Equatable {
    /// The model and the batch.
    let settings: JSONValue
    let tokensPerSecond: Double
  }

  var json: JSONValue {
    var members: [String: JSONValue] = ["passes": .number(goal.passes), "machine": machine.json]
    members["seconds"] = goal.seconds.map { .number($0) }
    members["trial"] = trial.map { ["settings": $0.settings, "tokens_per_second": .number($0.tokensPerSecond)] }
    return .object(members)
  }

  init(goal: TrainingGoal, machine: MachineMeasurement, trial: Trial? = nil) {
    (self.goal, self.machine, self.trial) = (goal, machine, trial)
  }

  /// Reads back what `json` wrote; nil for anything else.
  init?(json: JSONValue) {
    guard let passes = json["passes"]?.double, let machine = json["machine"].flatMap(MachineMeasurement.init(json:))
    else { return nil }
    var trial: Trial?
    if let settings = json["trial"]?["settings"], let speed = json["trial"]?["tokens_per_second"]?.double, speed > 0,
      speed.isFinite
    {
      trial = Trial(settings: settings, tokensPerSecond: speed)
    }
    self.init(goal: TrainingGoal(seconds: json["seconds"]?.double, passes: passes), machine: machine, trial: trial)
  }
}
