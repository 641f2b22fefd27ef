/// Stochastic gradient descent as CS336 writes it: the rate falls with the root of the step.
///
///     θ ← θ − rate / √(t + 1) · ∇        t = 0, 1, 2, …
package struct SGD: Sendable, Equatable {
  package let learningRate: Double
  /// Steps taken.
  package private(set) var step = 0

  /// No step has been taken.
  package init(learningRate: Double) {
    self.learningRate = learningRate
  }

  /// Moves the parameters once; both arrays have the same length.
  package mutating func apply(_ gradients: [Float], to parameters: inout [Float]) {
    let rate = Float(learningRate / Double(step + 1).squareRoot())
    for index in parameters.indices { parameters[index] -= rate * gradients[index] }
    step += 1
  }
}
