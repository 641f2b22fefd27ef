/// What AdamW keeps for each parameter, and the parameters themselves.
package struct AdamWState<T: BinaryFloatingPoint> {
  package var parameters, firstMoments, secondMoments: [T]

  package init(parameters: [T]) {
    self.parameters = parameters
    firstMoments = [T](repeating: 0, count: parameters.count)
    secondMoments = firstMoments
  }
}

extension SlowOperations {
  /// One step of AdamW (Loshchilov and Hutter, 2019, "Decoupled Weight Decay Regularization", algorithm 2,
  /// in the order of operations of PyTorch's `torch.optim.AdamW`). `step` counts from 1. If `isCautious`, only numbers
  /// decay that the step makes smaller as well.
  package static func adamW<T: BinaryFloatingPoint>(
    _ state: inout AdamWState<T>, gradients: [T], step: Int, learningRate: T, beta1: T, beta2: T,
    epsilon: T, weightDecay: T, isCautious: Bool = false
  ) {
    let correction1 = 1 - power(beta1, T(step))
    let correction2 = 1 - power(beta2, T(step))
    for i in gradients.indices {
      let g = gradients[i]
      state.firstMoments[i] = beta1 * state.firstMoments[i] + (1 - beta1) * g
      if !isCautious || state.firstMoments[i] * state.parameters[i] >= 0 {
        state.parameters[i] *= 1 - learningRate * weightDecay
      }
      state.secondMoments[i] = beta2 * state.secondMoments[i] + (1 - beta2) * g * g
      let denominator = state.secondMoments[i].squareRoot() / correction2.squareRoot() + epsilon
      state.parameters[i] -= learningRate / correction1 * state.firstMoments[i] / denominator
    }
  }

  /// Σ x².
  package static func sumOfSquares<T: BinaryFloatingPoint>(_ x: [T]) -> T {
    x.reduce(0) { $0 + $1 * $1 }
  }
}
