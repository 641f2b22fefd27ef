import Messages
import Platform
import Transformer

/// Chooses a model of the right size for a text and a time.
package struct RecipeChooser {
  /// What is not to be chosen, because somebody said it.
  package struct Fixed: Sendable {
    package var batchSize, accumulation, steps: Int?

    package init(batchSize: Int? = nil, accumulation: Int? = nil, steps: Int? = nil) {
      (self.batchSize, self.accumulation, self.steps) = (batchSize, accumulation, steps)
    }
  }

  /// Tokens to train on.
  private let text: Int
  private let goal: TrainingGoal
  private let machine: MachineMeasurement
  private let fixed: Fixed

  /// The share of the time that goes to steps; the rest is for validation and checkpoints.
  private static let shareOfSteps = 0.95
  /// A loss that is higher by this share is worth taking for a training that is shorter by that one.
  private static let (tolerance, shorter) = (0.005, 0.3)
  /// Steps that a batch is cut for, and the tokens of a step that give a useful gradient and are not too many.
  private static let (usualSteps, stepTokens) = (2500.0, 512...32_768)
  /// More tokens in one pass are no faster.
  private static let passTokens = 8192

  package init(text: Int, goal: TrainingGoal, machine: MachineMeasurement, fixed: Fixed) {
    (self.text, self.goal, self.machine, self.fixed) = (text, goal, machine, fixed)
  }

  /// The model with the lowest expected loss, or one that is close to it and much faster.
  ///
  /// - Parameter models: at least one
  /// - Returns: one of them, with its training
  /// - Precondition: `models` is not empty
  package func choose(among models: [ModelConfiguration]) -> RecipeChoice {
    let trainings = models.map { training(of: $0, tokensPerSecond: machine.tokensPerSecond($0)) }
    let losses = trainings.map(expectedLoss)
    guard let best = losses.indices.min(by: { losses[$0] < losses[$1] }) else {
      preconditionFailure("there is a model to choose")
    }
    let faster = losses.indices.filter {
      losses[$0] <= losses[best] * (1 + Self.tolerance)
        && trainings[$0].seconds <= trainings[best].seconds * (1 - Self.shorter)
    }
    return trainings[faster.min { trainings[$0].seconds < trainings[$1].seconds } ?? best]
  }

  /// The same model and batch, in as many steps as fit the time at a speed that was seen.
  package func adjusted(_ choice: RecipeChoice, tokensPerSecond: Double) -> RecipeChoice {
    training(of: choice.model, tokensPerSecond: tokensPerSecond, batch: (choice.batchSize, choice.accumulation))
  }

  private func expectedLoss(_ training: RecipeChoice) -> Double {
    ScalingLaw.loss(
      parameters: training.model.parameterAccount.total, tokens: training.tokens, text: Double(max(1, text)))
  }

  private func training(
    of model: ModelConfiguration, tokensPerSecond: Double, batch: (size: Int, accumulation: Int)? = nil
  ) -> RecipeChoice {
    let tokens = tokensToSee(model, tokensPerSecond)
    let (size, accumulation) = batch ?? self.batch(tokens: tokens, context: model.contextLength)
    let perStep = Double(size * accumulation * model.contextLength)
    let steps = fixed.steps ?? Int(min(1e9, max(1, (tokens / perStep).rounded(.down))))
    return RecipeChoice(
      model: model, batchSize: size, accumulation: accumulation, steps: steps, warmupSteps: steps / 25,
      learningRate: learningRate(width: model.width), tokensPerSecond: tokensPerSecond)
  }

  /// As many as the passes give and the time allows.
  private func tokensToSee(_ model: ModelConfiguration, _ tokensPerSecond: Double) -> Double {
    let all = goal.passes * Double(text)
    guard let seconds = goal.seconds else { return all }
    return min(all, seconds * Self.shareOfSteps * tokensPerSecond)
  }

  /// Powers of two, so that the steps come near to ``usualSteps``; steps that do not fit a pass are accumulated.
  private func batch(tokens: Double, context: Int) -> (size: Int, accumulation: Int) {
    let wanted = min(
      Double(Self.stepTokens.upperBound), max(Double(Self.stepTokens.lowerBound), tokens / Self.usualSteps))
    var sequences = 1
    while Double(sequences * 2 * context) <= wanted { sequences *= 2 }
    // Small texts get more steps rather than larger ones.
    while sequences > 1, tokens / Double(sequences * context) < 100 { sequences /= 2 }
    let most = max(1, Self.passTokens / context)
    let size = fixed.batchSize ?? min(sequences, most)
    return (size, fixed.accumulation ?? max(1, sequences / size))
  }

  /// 6e-3 at a width of 128 and 3e-3 at 512, the best of docs/experiments.md, with the root of the width between them;
  /// three digits.
  private func learningRate(width: Int) -> Double {
    let rate = 6e-3 * min(1, (128 / Double(width)).squareRoot())
    let unit = pow(10, log10(rate).rounded(.down) - 2)
    return ((rate / unit).rounded() * unit * 1e9).rounded() / 1e9
  }
}
