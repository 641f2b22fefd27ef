import Kernels
import Messages
import Transformer

/// A training step on the model's own operations.
///
/// Between backward and clipping all gradients lie complete in ``Gradients``, which is where those of several machines
/// would be added.
package final class CPUTrainingStep: TrainingStep {
  private let model: LanguageModel

  private let optimizer: any Optimizer
  private let gradients: Gradients
  private let activations: Activations
  private let clipNorm: Double?
  private var batch: TokenBatch

  /// Takes the model as it is: initialise or load it before the first step.
  ///
  /// - Parameters:
  ///   - model: what is trained
  ///   - shape: sequences and positions of a batch
  ///   - settings: the optimizer's and the limit of the gradient's norm
  /// - Throws: `ModelError` if this machine's memory is too small
  package init(model: LanguageModel, shape: BatchShape, settings: TrainingSettings) throws {
    let activationFloats = ActivationPlan.floatsAtMost(model.configuration, shape: shape, purpose: .training)
    try MemoryLimit.check(
      "training with \(field: "batchSize") \(shape.batch)", floats: 4 * Double(model.layout.count) + activationFloats)
    self.model = model
    optimizer = AdamW(settings: settings.optimizer, layout: model.layout)
    clipNorm = settings.clipNorm
    gradients = Gradients(model.layout)
    activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .training))
    batch = TokenBatch(capacity: shape)
  }

  package var configuration: ModelConfiguration { model.configuration }

  package func currentModel() -> LanguageModel { model }

  package func take(
    _ steps: ArraySlice<PlannedStep>, batches: Int, tokens: Int, later: Int,
    next: (inout TokenBatch) throws -> Void
  ) throws -> [StepResult] {
    var results: [StepResult] = []
    for step in steps where results.last?.isFinite ?? true {
      results.append(
        try take(step.number, batches: batches, tokens: tokens, learningRate: step.learningRate, next: next))
    }
    return results
  }

  /// Takes one step.
  package func take(
    _ number: Int, batches: Int, tokens: Int, learningRate: Double, next: (inout TokenBatch) throws -> Void
  ) throws -> StepResult {
    gradients.zero(model.operations)
    let scale = Float(1 / Double(tokens))
    var loss = 0.0
    for _ in 0..<batches {
      try next(&batch)
      loss +=
        try batch.withPointers { inputs, targets in
          try model.accumulateGradients(
            inputs: inputs, targets: targets, shape: batch.shape, activations: activations,
            gradients: gradients.buffer, scale: scale)
        } ?? 0
    }
    let result = StepResult(totalLoss: loss, gradientNorm: gradients.norm(model.operations))
    guard result.isFinite else { return result }
    optimizer.apply(
      gradients, to: model, step: number, learningRate: learningRate,
      gradientScale: Clipping.scale(norm: result.gradientNorm, limit: clipNorm))
    return result
  }

  package func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape
  ) throws -> UnsafeBufferPointer<Float> {
    try model.losses(inputs: inputs, targets: targets, shape: shape, activations: activations)
  }

  package var vocabulary: Int { model.configuration.vocabulary }

  package func sumOfSquaresOfParameters() -> Double {
    model.operations.sumOfSquares(x: model.parameters.pointer, count: model.parameters.count)
  }

  // MARK: State

  private var state: StateBuffers {
    StateBuffers(model.layout, [("", model.parameters)] + optimizer.state.map { ($0.prefix, $0.values) })
  }

  package func exportTensors() -> [StateTensor] { state.tensors }

  package func restoreTensors(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    try state.fill(read)
  }
}
