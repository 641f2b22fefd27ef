import Kernels
import Transformer

/// What one step did.
package struct StepReport: Sendable, Equatable {
  /// The step's number, from 1.
  package let step: Int
  /// Mean loss of the step's tokens in nats, before the step.
  package let loss: Double
  /// Norm of the whole gradient before clipping.
  package let gradientNorm: Double
  package let learningRate: Double
  /// Tokens that the step predicted.
  package let tokens: Int
}

/// Trains a model one step at a time; between steps everything can be looked at, saved and restored.
///
/// It draws the windows and knows the schedule; a ``TrainingStep`` does the work. Step s uses the schedule's rate at s,
/// counted from 1, so that the first step moves and the last one of the decay has the minimum.
package final class Trainer {
  package let settings: TrainingSettings
  /// T: tokens of a window.
  package let positions: Int
  /// Tokens that one step predicts.
  package let tokensPerStep: Int
  /// Steps completed.
  package internal(set) var step = 0
  /// Tokens predicted in all steps.
  package internal(set) var tokensSeen = 0
  /// What computes a step.
  package let engine: any TrainingStep

  let data: any TokenSource
  var sampler: WindowSampler

  /// A trainer whose steps this machine's cores compute. Takes the model as it is: initialise or load it before the first
  /// step.
  ///
  /// - Throws: ``TrainingError`` if the settings make no sense or the data is shorter than a window, `ModelError` if
  ///   this machine's memory is too small.
  package convenience init(model: LanguageModel, settings: TrainingSettings, data: any TokenSource) throws {
    try self.init(settings: settings, data: data, contextLength: model.configuration.contextLength) { shape in
      try CPUTrainingStep(model: model, shape: shape, settings: settings)
    }
  }

  /// A trainer whose steps are computed by what `engine` makes for batches of a shape.
  ///
  /// - Throws: as above, and what `engine` throws
  package init(
    settings: TrainingSettings, data: any TokenSource, contextLength: Int,
    engine: (_ shape: BatchShape) throws -> any TrainingStep
  ) throws {
    try settings.validate()
    let positions = settings.positions ?? contextLength
    guard positions >= 1, positions <= contextLength else {
      throw TrainingError.windowLongerThanContext(positions: positions, contextLength: contextLength)
    }
    tokensPerStep = try settings.tokensPerStep(positions: positions)
    guard data.tokenCount > positions else {
      throw TrainingError.dataTooShort(tokens: data.tokenCount, positions: positions)
    }
    self.settings = settings
    self.positions = positions
    self.data = data
    self.engine = try engine(BatchShape(batch: settings.batchSize, positions: positions))
    sampler = WindowSampler(seed: settings.seed)
  }

  /// The model as it is after the last step.
  package var model: LanguageModel { engine.model }

  private var shape: BatchShape { BatchShape(batch: settings.batchSize, positions: positions) }

  /// Takes one step.
  ///
  /// - Throws: ``TrainingError/diverged(step:loss:gradientNorm:)`` if the loss or the gradient is not finite, or
  ///   what the data source throws. The trainer is then as it was after the last completed step.
  package func takeStep() throws -> StepReport {
    var drawing = sampler
    let rate = settings.schedule.rate(at: step + 1)
    let result = try engine.take(
      step + 1, batches: settings.accumulation, tokens: tokensPerStep, learningRate: rate
    ) { batch in
      try batch.fill(shape, from: data) { _ in
        drawing.nextStart(tokenCount: data.tokenCount, positions: positions)
      }
    }
    let (loss, norm) = (result.totalLoss / Double(tokensPerStep), result.gradientNorm)
    guard result.isFinite else {
      // A NaN's sign says nothing: `-nan` would puzzle whoever reads the message.
      throw TrainingError.diverged(
        step: step + 1, loss: loss.isNaN ? .nan : loss, gradientNorm: norm.isNaN ? .nan : norm)
    }
    sampler = drawing
    step += 1
    tokensSeen += tokensPerStep
    return StepReport(
      step: step, loss: loss, gradientNorm: norm, learningRate: rate, tokens: tokensPerStep)
  }

  /// Evaluates the model as it is now, in the memory of training. Parameters as of ``Evaluator/evaluate``.
  package func evaluate(
    _ source: any TokenSource, maxTokens: Int? = nil, tokenBytes: [Int]? = nil,
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> EvaluationResult {
    try Evaluator(engine, shape: shape)
      .evaluate(source, maxTokens: maxTokens, tokenBytes: tokenBytes, progress: progress)
  }
}
