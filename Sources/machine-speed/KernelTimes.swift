import CommandSupport
import Kernels
import Messages
import Parallel

/// Times of the kernels alone, for the TinyStories configuration; shares are of the multiply-add limit measured just
/// before and after.
struct KernelTimes {
  private let team: ThreadTeam
  private let ops: CPUOperations

  /// - Throws: `KernelsError` if `LETTERPRESS_ISA` names what this machine does not run.
  init(team: ThreadTeam) throws {
    self.team = team
    ops = try CPUOperations(team: team)
  }

  /// Every operation of a training step whose batch is summed in groups.
  func trainingStep(groups: Int) {
    var shape = StepShape.tinyStories
    shape.groups = groups
    let lines = StepKernels(shape, ops).calls
    /// The limit at this moment, in operations per second: the machine's neighbours come and go.
    func limit() -> Double {
      var done = 0.0
      let time = measure { done = ops.multiplyAddsAtFullSpeed(rounds: 4_000_000) }
      return done / time
    }

    var (total, ideal) = (0.0, 0.0)
    for line in lines {
      line.work()
      let runs = (0..<7).map { _ in
        let before = limit()
        let time = measure(line.work)
        return (time: time, share: line.flops / time / (before + limit()) * 2)
      }
      let time = runs.map(\.time).min() ?? 0
      let share = runs.map(\.share).sorted()[3]
      total += time * Double(line.calls)
      ideal += share * time * Double(line.calls)
      Terminal.result(
        "\(line.name): \(line.calls) × \(rounded(time * 1e3)) ms, \(rounded(line.flops / time * 1e-9)) GFLOP/s,"
          + " \(rounded(share * 100))% of the limit")
    }
    Terminal.result(
      "\(ops.instructionSet), \(Units.counted(team.threads, "thread")): step \(rounded(total * 1e3)) ms, \(rounded(Double(shape.rows) / total)) tokens/s,"
        + " about \(rounded(ideal / total * 100))% of the limit")
    MuonTimes(shape, ops, team).print(step: total)
  }

  /// The products of one sampled token against reading the weights once.
  func sampledToken() {
    let shape = StepShape.tinyStories
    let (D, F, V) = (shape.width, shape.feedForward, shape.vocabulary)
    let layers = (0..<shape.layers).flatMap { _ in [(D, D), (D, D), (D, D), (D, D), (D, F), (D, F), (F, D)] }
    let products = layers + [(D, V)]
    let count = products.reduce(0) { $0 + $1.0 * $1.1 }
    let (weights, x, y) = (lasting(count), lasting(8 * F), lasting(8 * V))
    for rows in [1, 4, 8] {
      var (token, read) = (Double.infinity, Double.infinity)
      for _ in 0..<10 {
        read = min(read, measure { _ = ops.sumOfSquares(x: weights, count: count) })
        token = min(
          token,
          measure {
            var weight = weights
            for (I, O) in products {
              let matrix = WeightMatrix(floats: weight, outputs: O, inputs: I)
              ops.linearForward(y: y, x: x, weight: matrix, rows: rows, addend: nil, isBatchInvariant: false)
              weight += I * O
            }
          })
      }
      Terminal.result(
        "\(Units.counted(rows, "row")): \(rounded(token * 1e3)) ms, \(rounded(Double(count) * 4e-9 / token)) GB/s;"
          + " one reading pass \(rounded(Double(count) * 4e-9 / read)) GB/s, the limit")
    }
  }

  /// A call of the thread team with nothing to do.
  func emptyCalls() {
    let calls = 20_000
    let time = measure { for _ in 0..<calls { team.perform(tasks: team.threads) { _ in } } }
    Terminal.result("an empty call: \(rounded(time / Double(calls) * 1e6)) µs")
  }

  private func measure(_ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    return clock.measure(work).seconds
  }

  private func rounded(_ x: Double) -> Double { (x * 100).rounded() / 100 }
}
