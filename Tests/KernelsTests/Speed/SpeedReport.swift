import Parallel
import Platform
import Testing

@testable import Kernels

/// Not a test but a measurement, off unless asked for:
///
///     LETTERPRESS_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter SpeedReport
///
/// prints, for the TinyStories configuration, the time of every operation of a training step, its share of the
/// multiply-add limit measured just before, and the step that they add up to.
@Suite(
  "SpeedReport", .serialized,
  .enabled(if: getenv("LETTERPRESS_SPEED") != nil, "a measurement: set LETTERPRESS_SPEED to make it"))
struct SpeedReport {
  struct Line {
    let name: String
    let calls: Int
    let flops: Double
    let work: () -> Void
  }

  @Test("operations of a training step")
  func trainingStep() throws {
    let ops = try chosenOperations()
    let shape = StepShape.tinyStories
    let lines = shape.lines(ops)
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
      print(
        "\(line.name): \(line.calls) × \(rounded(time * 1e3)) ms, \(rounded(line.flops / time * 1e-9)) GFLOP/s,"
          + " \(rounded(share * 100))% of the limit")
    }
    print(
      "\(ops.instructionSet), \(ops.team.threads) threads: step \(rounded(total * 1e3)) ms, \(rounded(Double(shape.rows) / total)) tokens/s,"
        + " about \(rounded(ideal / total * 100))% of the limit")
  }

  @Test("the products of one sampled token against reading the weights once")
  func sampledToken() throws {
    let ops = try chosenOperations()
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
              ops.linearForward(y: y, x: x, weight: weight, rows: rows, inputs: I, outputs: O, addend: nil)
              weight += I * O
            }
          })
      }
      print(
        "\(rows) rows: \(rounded(token * 1e3)) ms, \(rounded(Double(count) * 4e-9 / token)) GB/s;"
          + " one reading pass \(rounded(Double(count) * 4e-9 / read)) GB/s, the limit")
    }
  }

  @Test("a call of the thread team with nothing to do")
  func emptyCalls() throws {
    let ops = try chosenOperations()
    let calls = 20_000
    let time = measure { for _ in 0..<calls { ops.team.perform(tasks: ops.team.threads) { _ in } } }
    print("an empty call: \(rounded(time / Double(calls) * 1e6)) µs")
  }

  /// `LETTERPRESS_ISA` and `LETTERPRESS_THREADS` choose; the fastest and all processors otherwise.
  private func chosenOperations() throws -> CPUOperations {
    let threads = getenv("LETTERPRESS_THREADS").flatMap { Int(String(cString: $0)) }
    return try CPUOperations(team: ThreadTeam(threads: threads ?? ThreadTeam.availableProcessors))
  }

  private func measure(_ work: () -> Void) -> Double {
    let start = seconds()
    work()
    return seconds() - start
  }

  private func rounded(_ x: Double) -> Double { (x * 100).rounded() / 100 }

  private func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
  }
}

/// The sizes of a model and batch, and the operations of one training step over them.
struct StepShape {
  let vocabulary, positions, width, layers, heads, feedForward, batch: Int

  static let tinyStories = StepShape(
    vocabulary: 10_000, positions: 256, width: 512, layers: 4, heads: 16, feedForward: 1344, batch: 32)

  var rows: Int { batch * positions }

  func lines(_ ops: CPUOperations) -> [SpeedReport.Line] {
    let (R, D, F, V, T) = (rows, width, feedForward, vocabulary, positions)
    let buffers = (0..<4).map { _ in lasting(2 * R * F) }
    for b in buffers { for i in 0..<2 * R * F { b[i] = Float((i &* 7919) % 2001 - 1000) * 1e-3 } }
    let (w, dw) = (lasting(V * D), lasting(V * D))
    for i in 0..<V * D { w[i] = Float((i &* 104_729) % 2001 - 1000) * 1e-4 }
    let ids = randomIDs(R, below: V, seed: 1)
    let (x, y, z, u) = (buffers[0], buffers[1], buffers[2], buffers[3])
    let parameters = 2 * V * D + layers * (4 * D * D + 3 * D * F)
    let optimiser = (0..<4).map { _ in lasting(parameters) }
    let small = lasting(R * heads)

    func linear(_ name: String, _ I: Int, _ O: Int, _ calls: Int) -> [SpeedReport.Line] {
      let flops = 2.0 * Double(R * I * O)
      return [
        .init(name: "\(name) y", calls: calls, flops: flops) {
          ops.linearForward(y: y, x: x, weight: w, rows: R, inputs: I, outputs: O, addend: nil)
        },
        .init(name: "\(name) dx", calls: calls, flops: flops) {
          ops.linearBackwardInput(dx: y, dy: x, weight: w, rows: R, inputs: I, outputs: O, accumulate: false)
        },
        .init(name: "\(name) dW", calls: calls, flops: flops) {
          ops.linearBackwardWeights([WeightGradient(dw, dy: y, x: x, inputs: I, outputs: O)], rows: R)
        },
      ]
    }
    let heads = heads, batch = batch, K = width / heads
    let attention = 2.0 * Double(batch * T * (T + 1) * D)
    let loss = 2.0 * Double(R * V * D)
    let products = [
      linear("512→1536", D, 3 * D, layers), linear("512→512", D, D, layers), linear("512→2688", D, 2 * F, layers),
      linear("1344→512", F, D, layers),
    ]
    let attentions: [SpeedReport.Line] = [
      .init(name: "attention", calls: layers, flops: attention) {
        ops.attentionForward(
          out: u, logSumExp: small, q: x, k: x + D, v: x + 2 * D, stride: 3 * D, batch: batch, positions: T,
          heads: heads, headWidth: K, theta: 10_000)
      },
      .init(name: "attention back", calls: layers, flops: attention * 2.5) {
        ops.attentionBackward(
          dq: y, dk: y + D, dv: y + 2 * D, dOut: z, out: u, logSumExp: small, q: x, k: x + D, v: x + 2 * D,
          stride: 3 * D, batch: batch, positions: T, heads: heads, headWidth: K, theta: 10_000)
      },
    ]
    let others: [SpeedReport.Line] = [
      .init(name: "loss and gradients", calls: 1, flops: loss * 3) {
        ops.crossEntropyForwardBackward(
          losses: small, dHidden: y, dWeight: dw, hidden: x, weight: w, targets: ids,
          rows: R, width: D, vocabulary: V, scale: 1e-4)
      },
      .init(name: "RMSNorm", calls: 2 * layers + 1, flops: 0) {
        ops.rmsNormForward(
          out: y, inverseRMS: small, x: x, gain: w, rows: R, width: D, epsilon: 1e-5)
      },
      .init(name: "RMSNorm back", calls: 2 * layers + 1, flops: 0) {
        ops.rmsNormBackward(
          dx: y, dGain: dw, dOut: z, x: x, gain: w, inverseRMS: small, rows: R, width: D,
          accumulate: true)
      },
      .init(name: "SwiGLU", calls: layers, flops: 0) {
        ops.swigluForward(out: z, gateUp: x, rows: R, width: F)
      },
      .init(name: "SwiGLU back", calls: layers, flops: 0) {
        ops.swigluBackward(gateUp: y, dOut: z, rows: R, width: F)
      },
      .init(name: "embedding", calls: 1, flops: 0) {
        ops.embeddingForward(out: y, weight: w, ids: ids, rows: R, width: D)
      },
      .init(name: "embedding back", calls: 1, flops: 0) {
        ops.embeddingBackward(dWeight: dw, dOut: y, ids: ids, rows: R, width: D)
      },
      .init(name: "sum of squares", calls: 1, flops: 0) {
        _ = ops.sumOfSquares(x: optimiser[0], count: parameters)
      },
      .init(name: "AdamW", calls: 1, flops: 0) {
        ops.adamW(
          parameters: optimiser[0], gradients: optimiser[1], firstMoments: optimiser[2],
          secondMoments: optimiser[3], count: parameters, step: 1, learningRate: 1e-3, beta1: 0.9,
          beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, gradientScale: 1)
      },
    ]
    return products.flatMap { $0 } + attentions + others
  }
}

/// Zeroed memory for as long as the process lives.
private func lasting(_ count: Int) -> UnsafeMutablePointer<Float> {
  Unmanaged.passRetained(FloatBuffer(count: count)).takeUnretainedValue().pointer
}
