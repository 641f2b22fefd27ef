import ArgumentParser
import CommandSupport
import Planning

/// Where the sizes come from that no flag gives.
enum Recipe: String, CaseIterable, ExpressibleByArgument {
  /// Chosen for the dataset and the time.
  case auto
}

/// The flags that have a model and its training chosen.
struct RecipeFlags: ParsableArguments {
  @Option(
    help: """
      auto: choose width, layers, batch, steps and learning rate for the dataset and the time. Flags that are given stay \
      as they are.
      """)
  var recipe: Recipe?

  @Option(
    help: ArgumentHelp("With --recipe auto: time to train. (default: 1, or no limit with --passes)", valueName: "x"))
  var hours: Double?

  @Option(help: ArgumentHelp("With --recipe auto: passes over the text at most. (default: 4)", valueName: "x"))
  var passes: Double?

  mutating func validate() throws {
    try check(hours, "hours", 0.0001...100_000)
    try check(passes, "passes", 0.0001...100_000)
  }

  private func check(_ value: Double?, _ flag: String, _ range: ClosedRange<Double>) throws {
    guard let value else { return }
    guard recipe != nil else { throw ValidationError("--\(flag) needs --recipe auto, which it is for.") }
    guard range.contains(value) else {
      throw ValidationError("--\(flag) \(value): must be from \(range.lowerBound) to \(Int(range.upperBound)).")
    }
  }

  /// What is asked for; nil without a recipe.
  var goal: TrainingGoal? { recipe.map { _ in TrainingGoal(hours: hours, passes: passes) } }
}
