import CommandSupport
import Formats
import Messages

/// What a finished run came to.
struct TrainingSummary {
  let steps: Int
  let firstLoss: Double?
  let lastLoss: Double?
  let validationLoss: Double?
  /// Wall-clock seconds of the whole run.
  let seconds: Double
  /// Of the steps that this process took; nil if there were none left.
  let tokensPerSecond: Double?
  let tokensPerStep: Int
  let checkpoint: String
  /// The checkpoint with the lowest validation loss, if one was validated.
  let best: (path: String, step: Int, loss: Double)?
  /// The time that was to be kept to; nil if none was, or for a run that was stopped in between.
  let budget: TimeBudget?
  /// Seconds of this process so far.
  let wall = RunClock.seconds
  /// Which checkpoints are still there, in words.
  let kept: String

  /// One fact a line.
  var lines: [String] {
    var lines = ["steps            \(steps)"]
    if let firstLoss, let lastLoss {
      lines.append(
        "training loss    \(Units.fixed(firstLoss, decimals: 4)) at first, "
          + "\(Units.fixed(lastLoss, decimals: 4)) at last")
    }
    if let validationLoss { lines.append("validation loss  \(Units.fixed(validationLoss, decimals: 4))") }
    lines.append("time             \(Units.duration(seconds))")
    if let budget {
      lines.append("from its start   \(Units.fixed(wall, decimals: 1)) s of --max-seconds \(budget.seconds)")
    }
    if let tokensPerSecond { lines.append("speed            \(Units.rate(tokensPerSecond, unit: .items("tokens")))") }
    lines.append("kept             \(kept)")
    if let best {
      lines.append(
        "best             \(best.path): validation loss \(Units.fixed(best.loss, decimals: 4)) at step \(best.step)")
    }
    return lines + ["checkpoint       \(checkpoint)"]
  }

  /// The same for machines.
  var json: JSONValue {
    var members: [String: JSONValue] = ["checkpoint": .string(checkpoint), "steps": .integer(Int64(steps))]
    if let best {
      members["best_checkpoint"] = .string(best.path)
      members["best_valid_loss"] = .number(best.loss)
    }
    if let budget {
      members["max_seconds"] = .number(budget.seconds)
      members["wall_seconds"] = .number(wall)
    }
    for (name, value) in metrics { members[name] = .number(value) }
    return .object(members)
  }

  /// How much longer it took than it should; nil if it did not.
  var overrun: String? {
    guard let budget, let tokensPerSecond else { return nil }
    return budget.overrun(wall: wall, step: Double(tokensPerStep) / tokensPerSecond)
  }

  /// Name and value of every number, as it goes into the manifest.
  var metrics: [(name: String, value: Double)] {
    let all: [(String, Double?)] = [
      ("first_loss", firstLoss), ("loss", lastLoss), ("valid_loss", validationLoss), ("seconds", seconds),
      ("tokens_per_second", tokensPerSecond),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }
}
