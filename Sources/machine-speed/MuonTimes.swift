import CommandSupport
import Kernels
import Messages
import Parallel

/// Muon's step over all blocks of a model, beside the same products made plainly and one after another: all of each, on all
/// threads.
struct MuonTimes {
  private let ops: CPUOperations
  private let team: ThreadTeam
  private let matrices: [MuonMatrix]
  private let sizes: [(rows: Int, columns: Int)]
  private let gram, square, x, y: UnsafeMutablePointer<Float>

  init(_ shape: StepShape, _ ops: CPUOperations, _ team: ThreadTeam) {
    (self.ops, self.team) = (ops, team)
    let (D, F) = (shape.width, shape.feedForward)
    sizes = (0..<shape.layers).flatMap { _ in [(D, D), (D, D), (D, D), (D, D), (F, D), (F, D), (D, F)] }
    let count = sizes.reduce(0) { $0 + $1.rows * $1.columns }
    let (parameters, gradients, momentum) = (lasting(count), lasting(count), lasting(count))
    for i in 0..<count { gradients[i] = Float((i &* 7919) % 2001 - 1000) * 1e-3 }
    var place = 0
    matrices = sizes.map { rows, columns in
      defer { place += rows * columns }
      return MuonMatrix(
        parameters: parameters + place, gradients: UnsafePointer(gradients + place), momentum: momentum + place,
        rows: rows, columns: columns, stepSize: 0.02)
    }
    (gram, square, x, y) = (lasting(D * D), lasting(D * D), lasting(D * F), lasting(D * F))
    for i in 0..<D * F { x[i] = gradients[i] }
  }

  /// Prints the time, its share of a step that takes `step` seconds without it, and how often the plain way takes it.
  func print(step: Double) {
    ops.muon(matrices, momentum: 0.95, keep: 1, isCautious: false, gradientScale: 1)
    takePlainly()
    let clock = ContinuousClock()
    let pairs = (0..<9).map { _ -> (own: Double, plain: Double) in
      let own = clock.measure { ops.muon(matrices, momentum: 0.95, keep: 1, isCautious: false, gradientScale: 1) }
      return (own: own.seconds, plain: clock.measure { takePlainly() }.seconds)
    }
    let (own, plain) = (pairs.map(\.own).sorted()[4], pairs.map(\.plain).sorted()[4])
    let ratios = pairs.map { $0.plain / $0.own }.sorted()
    Terminal.result(
      "Muon: \(rounded(own * 1e3)) ms, \(percent(own, of: step)) of that step; plainly \(rounded(plain * 1e3)) ms, "
        + "\(percent(plain, of: step)), \(rounded(ratios[4])) times (\(rounded(ratios[0])) to \(rounded(ratios[8])))")
  }

  /// X Xᵀ, its square, and their sum times X, five times for each matrix.
  private func takePlainly() {
    for (rows, columns) in sizes {
      let (short, long) = (min(rows, columns), max(rows, columns))
      let wide = WeightMatrix(floats: x, outputs: short, inputs: long)
      let inner = WeightMatrix(floats: gram, outputs: short, inputs: short)
      for _ in 0..<5 {
        ops.linearForward(y: gram, x: x, weight: wide, rows: short, addend: nil, isBatchInvariant: false)
        ops.linearForward(y: square, x: gram, weight: inner, rows: short, addend: nil, isBatchInvariant: false)
        ops.add(out: square, a: square, b: gram, count: short * short)
        ops.linearBackwardInput(dx: y, dy: square, weight: wide, rows: short, accumulate: false)
      }
    }
  }

  private func rounded(_ x: Double) -> Double { (x * 100).rounded() / 100 }
  private func percent(_ time: Double, of step: Double) -> String {
    "\(Units.fixed(time / step * 100, decimals: 1))%"
  }
}
