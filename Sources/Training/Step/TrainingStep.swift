import Transformer

/// A step to take.
package struct PlannedStep: Sendable, Equatable {
  /// Its number, from 1.
  package let number: Int
  package let learningRate: Double

  package init(number: Int, learningRate: Double) {
    (self.number, self.learningRate) = (number, learningRate)
  }
}

/// What a step computed.
package struct StepResult: Sendable, Equatable {
  /// Σ −log p of the step's tokens in nats, with the parameters from before it.
  package let totalLoss: Double
  /// Norm of the gradient of the mean loss, before clipping.
  package let gradientNorm: Double
  /// Tokens that the loss asks for: all, or those of completions.
  package let asked: Int

  package init(totalLoss: Double, gradientNorm: Double, asked: Int) {
    (self.totalLoss, self.gradientNorm, self.asked) = (totalLoss, gradientNorm, asked)
  }

  /// Nats per token that the loss asks for; 0 if there is none.
  package var meanLoss: Double { totalLoss / Double(max(1, asked)) }

  package var isFinite: Bool { totalLoss.isFinite && gradientNorm.isFinite }
}

/// The work of a training step: batches of tokens in, loss and gradient norm out, the parameters and the optimizer's state
/// changed. It is the seam between training and what computes it: ``CPUTrainingStep`` works on this machine's cores, and
/// an accelerator takes the whole step as one program.
///
/// Which windows a batch holds, the learning rate, and when to validate and save are decided above, in ``Trainer`` and
/// ``RunLoop``.
package protocol TrainingStep: LossComputing {
  var configuration: ModelConfiguration { get }

  /// How many steps it takes at once: what is best for it.
  var stepsPerLaunch: Int { get }

  /// The model, with the parameters as they are after the last step.
  ///
  /// - Throws: what a device says that does not give them back
  func currentModel() throws -> LanguageModel

  /// Takes some steps, one after another: for each forward and backward over its batches, clipping, one move of the
  /// optimizer.
  ///
  /// - Parameters:
  ///   - steps: one or more, at most ``stepsPerLaunch``
  ///   - batches: how many batches a step has
  ///   - tokens: tokens that the batches of a step predict; the gradient is that of their mean loss
  ///   - later: how many steps may follow these. Their batches may be filled already, while a device is at work; they are
  ///     kept for the next call.
  ///   - next: fills a batch; called for each of each step, in order
  /// - Returns: loss and norm of each. One that is not finite is the last: it has changed neither parameters nor state.
  /// - Throws: `ModelError` for an id outside the vocabulary, and what `next` throws; nothing has changed then, and
  ///   batches that were kept are dropped
  func take(
    _ steps: ArraySlice<PlannedStep>, batches: Int, tokens: Int, later: Int,
    next: (inout TokenBatch) throws -> Void
  ) throws -> [StepResult]

  /// Whether this process and others that train with it have agreed, in the last steps, to stop after them.
  var hasAgreedToStop: Bool { get }

  /// Drops batches that were filled for later steps.
  func dropPrepared()

  /// Parameters and the optimizer's state, tensor by tensor: parameters under their own names, state under a prefix.
  ///
  /// - Throws: what a device says that does not give them back
  func exportTensors() throws -> [StateTensor]

  /// Replaces what `exportTensors` gives: `read` writes the values of the tensor of that name and shape. If it throws, the
  /// step is partly changed and not to be used any more.
  func restoreTensors(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws

  /// Σ of the squares of all parameters: not finite if one of them is not.
  ///
  /// - Throws: what a device says that does not give them back
  func sumOfSquaresOfParameters() throws -> Double
}

extension TrainingStep {
  package var stepsPerLaunch: Int { 1 }
  package var hasAgreedToStop: Bool { false }
  package func dropPrepared() {}

  /// Takes steps one after another, up to the first that is not finite.
  func oneByOne(
    _ steps: ArraySlice<PlannedStep>, take: (PlannedStep) throws -> StepResult
  ) rethrows -> [StepResult] {
    var results: [StepResult] = []
    for step in steps where results.last?.isFinite ?? true { results.append(try take(step)) }
    return results
  }
}

/// One named tensor of a training state.
package struct StateTensor {
  package enum Values {
    /// Memory of the trainer or its model: valid while they live, changed by the next step.
    case floats(UnsafeBufferPointer<Float>)
    case integers([Int64])
  }

  package let name: String
  package let shape: [Int]
  package let values: Values

  package init(name: String, shape: [Int], values: Values) {
    (self.name, self.shape, self.values) = (name, shape, values)
  }
}
