import Randomness

/// CS336's toy for learning rates: SGD on the mean of the squares of a 10 × 10 matrix, which begins with normal values
/// of deviation 5.
///
/// The gradient of a weight is w / 50, so a step multiplies every weight by 1 − rate / (50 √(t + 1)): the loss falls
/// while that stays between −1 and 1, and grows beyond.
package struct QuadraticToy: Sendable {
  /// The matrix before the first step, row by row.
  package let start: [Float]

  /// The toy whose matrix a seed decides.
  package init(seed: UInt64) {
    var random = RandomSource(seed: seed, stream: 0)
    start = (0..<100).map { _ in Float(5 * random.standardNormal()) }
  }

  /// A toy that begins with given values.
  package init(start: [Float]) {
    self.start = start
  }

  /// The loss before each of so many steps, and after the last one.
  package func losses(learningRate: Double, steps: Int) -> [Double] {
    var weights = start
    var optimizer = SGD(learningRate: learningRate)
    var losses = [Self.loss(weights)]
    for _ in 0..<steps {
      let scale = 2 / Float(weights.count)
      optimizer.apply(weights.map { scale * $0 }, to: &weights)
      losses.append(Self.loss(weights))
    }
    return losses
  }

  private static func loss(_ weights: [Float]) -> Double {
    weights.reduce(0) { $0 + Double($1) * Double($1) } / Double(weights.count)
  }
}
