import Kernels
import Messages
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
/// A step: draw windows, forward and backward over each batch, clip, AdamW. Step s uses the schedule's rate at s,
/// counted from 1, so that the first step moves and the last one of the decay has the minimum.
package final class Trainer {
  package let model: LanguageModel
  package let settings: TrainingSettings
  /// T: tokens of a window.
  package let positions: Int
  /// Tokens that one step predicts.
  package let tokensPerStep: Int
  /// Steps completed.
  package internal(set) var step = 0
  /// Tokens predicted in all steps.
  package internal(set) var tokensSeen = 0

  let data: any TokenSource
  let optimizer: AdamW
  var sampler: WindowSampler

  /// One flat buffer, complete between backward and clipping: gradients of several machines would be summed
  /// here, bucket by bucket (``ParameterLayout/buckets``).
  private let gradients: FloatBuffer
  private let activations: Activations
  private var batch: TokenBatch

  /// Takes the model as it is: initialise or load it before the first step.
  ///
  /// - Throws: ``TrainingError`` if the settings make no sense or the data is shorter than a window, `ModelError` if
  ///   this machine's memory is too small.
  package init(model: LanguageModel, settings: TrainingSettings, data: any TokenSource) throws {
    try settings.validate()
    let contextLength = model.configuration.contextLength
    let positions = settings.positions ?? contextLength
    guard positions >= 1, positions <= contextLength else {
      throw TrainingError.windowLongerThanContext(positions: positions, contextLength: contextLength)
    }
    tokensPerStep = try settings.tokensPerStep(positions: positions)
    guard data.tokenCount > positions else {
      throw TrainingError.dataTooShort(tokens: data.tokenCount, positions: positions)
    }
    let shape = BatchShape(batch: settings.batchSize, positions: positions)
    let activationFloats = ActivationPlan.floatsAtMost(model.configuration, shape: shape, purpose: .training)
    try MemoryLimit.check(
      "training with \(field: "batchSize") \(settings.batchSize)",
      floats: 4 * Double(model.layout.count) + activationFloats)
    self.model = model
    self.settings = settings
    self.positions = positions
    self.data = data
    optimizer = AdamW(settings: settings.optimizer, layout: model.layout)
    sampler = WindowSampler(seed: settings.seed)
    gradients = FloatBuffer(count: model.layout.count)
    activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .training))
    batch = TokenBatch(capacity: shape)
  }

  private var shape: BatchShape { BatchShape(batch: settings.batchSize, positions: positions) }

  /// Takes one step.
  ///
  /// - Throws: ``TrainingError/diverged(step:loss:gradientNorm:)`` if the loss or the gradient is not finite, or
  ///   what the data source throws. The trainer is then as it was after the last completed step.
  package func takeStep() throws -> StepReport {
    var drawing = sampler
    let loss = try lossAndGradients(&drawing) / Double(tokensPerStep)
    let norm = model.operations.sumOfSquares(x: gradients.pointer, count: gradients.count).squareRoot()
    guard loss.isFinite, norm.isFinite else {
      // A NaN's sign says nothing: `-nan` would puzzle whoever reads the message.
      throw TrainingError.diverged(
        step: step + 1, loss: loss.isNaN ? .nan : loss, gradientNorm: norm.isNaN ? .nan : norm)
    }
    sampler = drawing
    step += 1
    tokensSeen += tokensPerStep
    let rate = settings.schedule.rate(at: step)
    optimizer.apply(
      gradients, to: model, step: step, learningRate: rate,
      gradientScale: Clipping.scale(norm: norm, limit: settings.clipNorm))
    return StepReport(
      step: step, loss: loss, gradientNorm: norm, learningRate: rate, tokens: tokensPerStep)
  }

  /// Fills `gradients` with those of the mean loss over all batches of the step; returns the sum of losses.
  private func lossAndGradients(_ drawing: inout WindowSampler) throws -> Double {
    model.operations.zero(x: gradients.pointer, count: gradients.count)
    let scale = Float(1 / Double(tokensPerStep))
    var sum = 0.0
    for _ in 0..<settings.accumulation {
      for sequence in 0..<settings.batchSize {
        let start = drawing.nextStart(tokenCount: data.tokenCount, positions: positions)
        try batch.fill(sequence, from: data, at: start, positions: positions)
      }
      sum +=
        try batch.withPointers { inputs, targets in
          try model.accumulateGradients(
            inputs: inputs, targets: targets, shape: shape, activations: activations, gradients: gradients,
            scale: scale)
        } ?? 0
    }
    return sum
  }

  /// Evaluates the model as it is now, in the memory of training. Parameters as of ``Evaluator/evaluate``.
  package func evaluate(
    _ source: any TokenSource, maxTokens: Int? = nil, tokenBytes: [Int]? = nil,
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> EvaluationResult {
    try Evaluator(model: model, activations: activations, shape: shape)
      .evaluate(source, maxTokens: maxTokens, tokenBytes: tokenBytes, progress: progress)
  }
}
