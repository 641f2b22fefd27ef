import Reference
import Testing

@testable import Kernels

@Suite("Optimiser")
struct OptimiserTests {
  @Test("AdamW over several steps", arguments: instructionSets, [false, true])
  func adamW(instructionSet: String, isCautious: Bool) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [40_000] {
      let start = randoms(count, seed: 1)
      let parameters = GuardedFloats(start)
      let moments = [
        GuardedFloats([Float](repeating: 0, count: count)), GuardedFloats([Float](repeating: 0, count: count)),
      ]
      var slow = AdamWState(parameters: start.doubles)
      for step in 1...5 {
        let gradients = randoms(count, seed: UInt64(step + 1))
        operations.adamW(
          parameters: parameters.pointer, gradients: GuardedFloats(gradients).pointer,
          firstMoments: moments[0].pointer, secondMoments: moments[1].pointer, count: count, step: step,
          learningRate: 1e-2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, isCautious: isCautious,
          gradientScale: 0.5)
        SlowOperations.adamW(
          &slow, gradients: gradients.map { Double($0) * 0.5 }, step: step, learningRate: 1e-2, beta1: 0.9,
          beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, isCautious: isCautious)
      }
      expectClose(parameters.values, slow.parameters, "parameters of \(count)", within: 5e-7)
      expectClose(moments[0].values, slow.firstMoments, "first moments of \(count)", within: 5e-7)
      expectClose(moments[1].values, slow.secondMoments, "second moments of \(count)", within: 5e-7)
    }
  }

  @Test("sum of squares", arguments: instructionSets)
  func sumOfSquares(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in [0] + oddCounts + [100_001] {
      let x = randoms(count, seed: 1)
      let sum = operations.sumOfSquares(x: GuardedFloats(x).pointer, count: count)
      #expect(abs(sum - SlowOperations.sumOfSquares(x.doubles)) <= 1e-12 * Double(count))
    }
  }
}
