import Kernels
import Messages
import Transformer

/// What the batches of a step add up to beside gradients.
package struct LossSum: Sendable, Equatable {
  /// Σ −log p in nats.
  package let loss: Double
  /// Tokens that the loss asks for.
  package let asked: Int
}

/// A training step on the model's own operations.
///
/// A step has two halves. ``sumGradients`` leaves the gradients of all batches in ``Gradients``, summed in groups, and
/// ``move`` clips and applies them. Between them is where the gradients of several processes are added: each then has the
/// sums of some of the groups.
package final class CPUTrainingStep: TrainingStep {
  private let model: LanguageModel

  private let optimizer: any Optimizer
  package let gradients: Gradients
  /// Called in ``sumGradients`` with each range of the gradients' buffer as soon as it is complete, from the last to the
  /// first, so that it can be exchanged while others are made; a tied table's gradient as embedding comes last.
  package var completed: ((_ range: Range<Int>) -> Void)?
  private let groups: GradientGroups
  private let activations: Activations
  private let clipNorm: Double?
  /// Where the gradients are that do not count.
  private let frozen: [Range<Int>]
  private var batch: TokenBatch

  /// Takes the model as it is: initialise or load it before the first step.
  ///
  /// - Parameters:
  ///   - model: what is trained
  ///   - shape: sequences and positions of a batch
  ///   - settings: the optimizer's and the limit of the gradient's norm
  ///   - groups: those of this process; nil for all that the settings say
  /// - Throws: `ModelError` if this machine's memory is too small
  package init(
    model: LanguageModel, shape: BatchShape, settings: TrainingSettings, groups: GradientGroups? = nil
  ) throws {
    let groups = groups ?? settings.groups
    let plan = OptimizerPlan(settings, model.layout)
    let activationFloats = ActivationPlan.floatsAtMost(model.configuration, shape: shape, purpose: .training)
    try MemoryLimit.check(
      "training with \(field: "batchSize") \(shape.batch)",
      floats: Double(model.layout.count + plan.buffers.reduce(0, +)) + groups.floats(model.layout) + activationFloats)
    self.groups = groups
    self.model = model
    optimizer = plan.start()
    clipNorm = settings.clipNorm
    frozen = model.layout.tensors.filter { settings.frozen.contains($0.name) }.map(\.range)
    gradients = Gradients(model.layout, groups: groups)
    activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .training))
    batch = TokenBatch(capacity: shape)
  }

  package var configuration: ModelConfiguration { model.configuration }

  package func currentModel() -> LanguageModel { model }

  package func take(
    _ steps: ArraySlice<PlannedStep>, batches: Int, tokens: Int, later: Int,
    next: (inout TokenBatch) throws -> Void
  ) throws -> [StepResult] {
    try oneByOne(steps) {
      try take($0.number, batches: batches, tokens: tokens, learningRate: $0.learningRate, next: next)
    }
  }

  /// Takes one step.
  package func take(
    _ number: Int, batches: Int, tokens: Int, learningRate: Double, next: (inout TokenBatch) throws -> Void
  ) throws -> StepResult {
    precondition(batches == groups.batches)
    let sums = try sumGradients(tokens: tokens, next: next)
    return move(number, sums, tokens: tokens, learningRate: learningRate)
  }

  /// Forward and backward over the batches of this process.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the whole step
  ///   - next: fills a batch
  /// - Returns: Σ losses of this process's tokens, and of how many
  /// - Throws: `ModelError` for an id outside the vocabulary, and what `next` throws
  package func sumGradients(tokens: Int, next: (inout TokenBatch) throws -> Void) throws -> LossSum {
    var losses = [Double](repeating: 0, count: groups.branches)
    var asked = 0
    for number in 0..<groups.batches {
      try next(&batch)
      asked += batch.asked
      losses[number / groups.batchesPerBranch] += try addGradients(ofBatch: number, scale: Float(1 / Double(tokens)))
    }
    return LossSum(loss: treeSum(losses), asked: asked)
  }

  private func addGradients(ofBatch number: Int, scale: Float) throws -> Double {
    let operations = model.operations
    let buffer = gradients.buffer(ofBatch: number, operations)
    return try batch.withPointers { inputs, targets in
      try model.accumulateGradients(
        inputs: inputs, targets: targets, shape: batch.shape, activations: activations, gradients: buffer, scale: scale,
        groups: groups.perBatch
      ) { range in
        if gradients.complete(range, ofBatch: number, operations) { completed?(range) }
      }
    } ?? 0
  }

  /// Clips the gradients and moves the parameters, unless the loss or the norm is not finite.
  ///
  /// - Parameters:
  ///   - number: the step's, from 1
  ///   - sums: of all processes
  ///   - tokens: by which the gradients were divided. They are those of the mean over the tokens that are asked for once
  ///     they are scaled: how many those are, nobody knows before the last batch.
  ///   - learningRate: of this step
  /// - Returns: loss and norm
  package func move(_ number: Int, _ sums: LossSum, tokens: Int, learningRate: Double) -> StepResult {
    gradients.join(model.operations)
    for range in frozen {
      model.operations.zero(x: gradients.buffer.pointer + range.lowerBound, count: range.count)
    }
    let scale = Double(tokens) / Double(max(1, sums.asked))
    let result = StepResult(
      totalLoss: sums.loss, gradientNorm: scale * optimizer.prepare(gradients, of: model, step: number),
      asked: sums.asked)
    guard result.isFinite else { return result }
    optimizer.apply(
      gradients, to: model, step: number, learningRate: learningRate,
      gradientScale: Float(scale) * Clipping.scale(norm: result.gradientNorm, limit: clipNorm))
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
    StateBuffers(model.layout, parameters: model.parameters, optimizer.state)
  }

  package func exportTensors() -> [StateTensor] { state.tensors }

  package func restoreTensors(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    try state.fill(read)
  }
}
