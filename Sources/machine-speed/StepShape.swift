import Kernels
import Randomness

/// One operation as a training step calls it.
struct KernelCall {
  let name: String
  let calls: Int
  let flops: Double
  let work: () -> Void
}

/// The sizes of a model and batch, and the operations of one training step over them.
struct StepShape {
  let vocabulary, positions, width, layers, heads, feedForward, batch: Int

  static let tinyStories = StepShape(
    vocabulary: 10_000, positions: 256, width: 512, layers: 4, heads: 16, feedForward: 1344, batch: 32)

  var rows: Int { batch * positions }

  func lines(_ ops: CPUOperations) -> [KernelCall] {
    let (R, D, F, V, T) = (rows, width, feedForward, vocabulary, positions)
    let buffers = (0..<4).map { _ in lasting(2 * R * F) }
    for b in buffers { for i in 0..<2 * R * F { b[i] = Float((i &* 7919) % 2001 - 1000) * 1e-3 } }
    let (w, dw) = (lasting(V * D), lasting(V * D))
    for i in 0..<V * D { w[i] = Float((i &* 104_729) % 2001 - 1000) * 1e-4 }
    var source = RandomSource(seed: 1)
    let ids = (0..<R).map { _ in UInt32(source.below(UInt64(V))) }
    let (x, y, z, u) = (buffers[0], buffers[1], buffers[2], buffers[3])
    let parameters = 2 * V * D + layers * (4 * D * D + 3 * D * F)
    let optimiser = (0..<4).map { _ in lasting(parameters) }
    let small = lasting(R * heads)
    let embeddings = WeightMatrix(floats: w, outputs: V, inputs: D)

    func linear(_ name: String, _ I: Int, _ O: Int, _ calls: Int) -> [KernelCall] {
      let flops = 2.0 * Double(R * I * O)
      let weight = WeightMatrix(floats: w, outputs: O, inputs: I)
      return [
        .init(name: "\(name) y", calls: calls, flops: flops) {
          ops.linearForward(y: y, x: x, weight: weight, rows: R, addend: nil, isBatchInvariant: false)
        },
        .init(name: "\(name) dx", calls: calls, flops: flops) {
          ops.linearBackwardInput(dx: y, dy: x, weight: weight, rows: R, accumulate: false)
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
    let attentions: [KernelCall] = [
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
    let others: [KernelCall] = [
      .init(name: "loss and gradients", calls: 1, flops: loss * 3) {
        ops.crossEntropyForwardBackward(
          losses: small, dHidden: y, dWeight: dw, hidden: x, weight: embeddings, targets: ids, rows: R, scale: 1e-4)
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
        ops.embeddingForward(out: y, weight: embeddings, ids: ids, rows: R)
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
func lasting(_ count: Int) -> UnsafeMutablePointer<Float> {
  Unmanaged.passRetained(FloatBuffer(count: count)).takeUnretainedValue().pointer
}
