import Transformer

/// What a step computed.
package struct StepResult: Sendable, Equatable {
  /// Σ −log p of all tokens of the step in nats, with the parameters from before it.
  package let totalLoss: Double
  /// Norm of the gradient of the mean loss, before clipping.
  package let gradientNorm: Double

  package init(totalLoss: Double, gradientNorm: Double) {
    (self.totalLoss, self.gradientNorm) = (totalLoss, gradientNorm)
  }

  var isFinite: Bool { totalLoss.isFinite && gradientNorm.isFinite }
}

/// The work of a training step: batches of tokens in, loss and gradient norm out, the parameters and the optimizer's state
/// changed. It is the seam between training and what computes it: ``CPUTrainingStep`` works on this machine's cores, and
/// an accelerator takes the whole step as one program.
///
/// Which windows a batch holds, the learning rate, and when to validate and save are decided above, in ``Trainer`` and
/// ``RunLoop``.
package protocol TrainingStep: LossComputing {
  /// The model, with the parameters as they are after the last step.
  var model: LanguageModel { get }

  /// Takes a step: forward and backward over each batch, clipping, one move of the optimizer.
  ///
  /// - Parameters:
  ///   - number: the step's number, from 1
  ///   - batches: how many batches it has
  ///   - tokens: tokens that all of them predict; the gradient is that of their mean loss
  ///   - learningRate: the rate of this step
  ///   - next: fills a batch; called once for each
  /// - Returns: loss and norm. If either is not finite, neither parameters nor state have changed.
  /// - Throws: `ModelError` for an id outside the vocabulary, and what `next` throws; nothing has changed then
  func take(
    _ number: Int, batches: Int, tokens: Int, learningRate: Double, next: (inout TokenBatch) throws -> Void
  ) throws -> StepResult

  /// Parameters and the optimizer's state, tensor by tensor: parameters under their own names, state under a prefix.
  func exportTensors() -> [StateTensor]

  /// Replaces what `exportTensors` gives: `read` writes the values of the tensor of that name and shape. If it throws, the
  /// step is partly changed and not to be used any more.
  func restoreTensors(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws

  /// Σ of the squares of all parameters: not finite if one of them is not.
  func sumOfSquaresOfParameters() -> Double
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
