#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension CPUOperations {
  package func sumOfSquares(x: UnsafePointer<Float>, count: Int) -> Double {
    var total = 0.0
    for i in 0..<count { total += Double(x[i]) * Double(x[i]) }
    return total
  }

  package func adamW(
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    firstMoments: UnsafeMutablePointer<Float>, secondMoments: UnsafeMutablePointer<Float>,
    count: Int, step: Int, learningRate: Float, beta1: Float, beta2: Float, epsilon: Float,
    weightDecay: Float, gradientScale: Float
  ) {
    let decay = 1 - learningRate * weightDecay
    let stepSize = Float(Double(learningRate) / (1 - pow(Double(beta1), Double(step))))
    let correction = Float((1 - pow(Double(beta2), Double(step))).squareRoot())
    team.perform(over: count, grain: 16384) { range in
      for i in range {
        let g = gradients[i] * gradientScale
        let m = beta1 * firstMoments[i] + (1 - beta1) * g
        let v = beta2 * secondMoments[i] + (1 - beta2) * g * g
        firstMoments[i] = m
        secondMoments[i] = v
        parameters[i] = parameters[i] * decay - stepSize * m / (v.squareRoot() / correction + epsilon)
      }
    }
  }
}
