import Kernels
import Parallel
import Transformer

/// What a machine does in a second beside forward and backward, measured.
package struct RankRates: Sendable, Equatable {
  /// Parameters that AdamW moves.
  package let moved: Double
  /// Bytes that one thread adds to others, as an exchange of gradients does.
  package let handled: Double

  package init(moved: Double, handled: Double) { (self.moved, self.handled) = (moved, handled) }

  /// Large enough not to stay in a cache.
  private static let floats = 1 << 23

  /// Measures this machine as it is now: less than a second.
  ///
  /// - Parameter threads: threads that a training would use
  /// - Returns: rates, which other work on the machine makes smaller
  /// - Throws: `KernelsError` if `LETTERPRESS_ISA` names what this machine does not run
  package static func now(threads: Int) throws -> RankRates {
    let buffers = (0..<4).map { _ in FloatBuffer(count: floats) }
    let all = try CPUOperations(team: ThreadTeam(threads: threads))
    let moved = BestRate.of(seconds: 0.2) {
      _ = all.sumOfSquares(x: buffers[1].pointer, count: floats)
      all.adamW(
        parameters: buffers[0].pointer, gradients: buffers[1].pointer, firstMoments: buffers[2].pointer,
        secondMoments: buffers[3].pointer, count: floats, step: 1, learningRate: 1e-3, beta1: 0.9, beta2: 0.95,
        epsilon: 1e-8, weightDecay: 0.1, isCautious: false, gradientScale: 1)
      return Double(floats)
    }
    let one = try CPUOperations(team: ThreadTeam(threads: 1))
    let handled = BestRate.of(seconds: 0.2) {
      one.add(out: buffers[0].pointer, a: buffers[0].pointer, b: buffers[1].pointer, count: floats)
      return Double(floats) * 4
    }
    return RankRates(moved: moved, handled: handled)
  }
}
