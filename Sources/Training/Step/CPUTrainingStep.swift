import Kernels
import Messages
import Transformer

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
    let loss = try sumGradients(tokens: tokens, next: next)
    return move(number, loss: loss, learningRate: learningRate)
  }

  /// Forward and backward over the batches of this process.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the whole step
  ///   - next: fills a batch
  /// - Returns: Σ losses of this process's tokens
  /// - Throws: `ModelError` for an id outside the vocabulary, and what `next` throws
  package func sumGradients(tokens: Int, next: (inout TokenBatch) throws -> Void) throws -> Double {
    var losses = [Double](repeating: 0, count: groups.branches)
    for number in 0..<groups.batches {
      try next(&batch)
      losses[number / groups.batchesPerBranch] += try addGradients(ofBatch: number, scale: Float(1 / Double(tokens)))
    }
    return treeSum(losses)
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
  ///   - loss: Σ losses of all tokens of the step
  ///   - learningRate: of this step
  /// - Returns: loss and norm
  package func move(_ number: Int, loss: Double, learningRate: Double) -> StepResult {
    gradients.join(model.operations)
    for range in frozen {
      model.operations.zero(x: gradients.buffer.pointer + range.lowerBound, count: range.count)
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
    StateBuffers(model.layout, parameters: model.parameters, optimizer.state)
  }

  package func exportTensors() -> [StateTensor] { state.tensors }

  package func restoreTensors(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    try state.fill(read)
  }
}
