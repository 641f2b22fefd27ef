import Kernels
import Transformer

/// A rule that moves parameters by their gradients.
///
/// ``ParameterTensor/role`` tells matrices, embedding, output layer and vectors apart, for rules that treat them
/// differently.
protocol Optimizer: AnyObject {
  /// What the rule keeps from step to step, and every checkpoint with it.
  var state: [OptimizerState] { get }

  /// Makes of the gradients those of what it moves.
  ///
  /// - Returns: the norm of all of them together
  func prepare(_ gradients: Gradients, of model: LanguageModel, step: Int) -> Double

  /// Moves the parameters once, after ``prepare``. `step` counts from 1; `gradientScale` multiplies the gradients, which is clipping in the
  /// same sweep.
  func apply(
    _ gradients: Gradients, to model: LanguageModel, step: Int, learningRate: Double, gradientScale: Float)
}

extension Optimizer {
  func prepare(_ gradients: Gradients, of model: LanguageModel, step: Int) -> Double {
    gradients.norm(model.operations)
  }
}

/// A number for each parameter of some tensors.
package struct OptimizerState {
  /// Stands before a parameter's name in the name of its state: `optim.m.`.
  let prefix: String
  let values: FloatBuffer
  /// The tensors, each at its place among the values.
  let tensors: [ParameterTensor]

  /// The prefixes of AdamW's moments, and of Muon's momentum.
  package static let firstMoment = "optim.m."
  package static let secondMoment = "optim.v."
  package static let momentum = "optim.momentum_buffer."

  package init(prefix: String, values: FloatBuffer, tensors: [ParameterTensor]) {
    (self.prefix, self.values, self.tensors) = (prefix, values, tensors)
  }
}
