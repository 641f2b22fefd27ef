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
    count: Int, step: Int, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double,
    weightDecay: Double, gradientScale: Float
  ) {
    let decay = Float(1 - learningRate * weightDecay)
    let stepSize = Float(learningRate / (1 - pow(beta1, Double(step))))
    let correction = Float((1 - pow(beta2, Double(step))).squareRoot())
    let (rest1, keep2, rest2) = (Float(1 - beta1), Float(beta2), Float(1 - beta2))
    let epsilon = Float(epsilon)
    team.perform(over: count, grain: 16384) { range in
      for i in range {
        let g = gradients[i] * gradientScale
        let m = firstMoments[i] + rest1 * (g - firstMoments[i])
        let v = keep2 * secondMoments[i] + rest2 * g * g
        firstMoments[i] = m
        secondMoments[i] = v
        parameters[i] = parameters[i] * decay - stepSize * m / (v.squareRoot() / correction + epsilon)
      }
    }
  }
}
