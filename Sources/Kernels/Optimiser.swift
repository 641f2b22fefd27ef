import CKernels
import Platform

extension CPUOperations {
  package func sumOfSquares(x: UnsafePointer<Float>, count: Int) -> Double {
    guard count > 0 else { return 0 }
    let grain = Self.elementGrain
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: (count - 1) / grain + 1) { shares in
      guard let share = shares.baseAddress else { return 0 }
      team.perform(over: count, grain: grain) { range in
        share[range.lowerBound / grain] = kernels.sum_of_squares(x + range.lowerBound, range.count)
      }
      return shares.reduce(0, +)
    }
  }

  package func adamW(
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    firstMoments: UnsafeMutablePointer<Float>, secondMoments: UnsafeMutablePointer<Float>,
    count: Int, step: Int, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double,
    weightDecay: Double, isCautious: Bool, gradientScale: Float
  ) {
    let settings = lp_adamw_settings(
      gradient_scale: gradientScale,
      one_minus_beta1: Float(1 - beta1),
      beta2: Float(beta2),
      one_minus_beta2: Float(1 - beta2),
      step_size: Float(learningRate / (1 - pow(beta1, Double(step)))),
      correction: Float((1 - pow(beta2, Double(step))).squareRoot()),
      epsilon: Float(epsilon),
      keep: Float(1 - learningRate * weightDecay),
      cautious: isCautious ? 1 : 0)
    withUnsafePointer(to: settings) { settings in
      team.perform(over: count, grain: Self.elementGrain) { range in
        let i = range.lowerBound
        kernels.adamw(parameters + i, gradients + i, firstMoments + i, secondMoments + i, range.count, settings)
      }
    }
  }
}
