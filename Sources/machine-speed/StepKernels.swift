import Kernels
import Randomness

/// The operations of a training step, each on buffers of its real size, with numbers that do not matter.
struct StepKernels {
  private let ops: CPUOperations
  private let shape: StepShape
  // R rows, D and F features of the model and its feed-forward, V tokens, T positions, K features of a head.
  private let R, D, F, V, T, K: Int
  private let x, y, z, u, w, dw, small: UnsafeMutablePointer<Float>
  private let optimiser: [UnsafeMutablePointer<Float>]
  private let parameters: Int
  private let ids: [UInt32]
  private let embeddings: WeightMatrix

  init(_ shape: StepShape, _ ops: CPUOperations) {
    (self.shape, self.ops) = (shape, ops)
    (R, D, F) = (shape.rows, shape.width, shape.feedForward)
    (V, T, K) = (shape.vocabulary, shape.positions, shape.width / shape.heads)
    let buffers = (0..<4).map { [R, F] _ in lasting(2 * R * F) }
    for b in buffers { for i in 0..<2 * R * F { b[i] = Float((i &* 7919) % 2001 - 1000) * 1e-3 } }
    (x, y, z, u) = (buffers[0], buffers[1], buffers[2], buffers[3])
    (w, dw) = (lasting(V * D), lasting(V * D))
    for i in 0..<V * D { w[i] = Float((i &* 104_729) % 2001 - 1000) * 1e-4 }
    var source = RandomSource(seed: 1)
    ids = (0..<R).map { [V] _ in UInt32(source.below(UInt64(V))) }
    parameters = 2 * V * D + shape.layers * (4 * D * D + 3 * D * F)
    optimiser = (0..<4).map { [parameters] _ in lasting(parameters) }
    small = lasting(R * shape.heads)
    embeddings = WeightMatrix(floats: w, outputs: V, inputs: D)
  }

  /// All of them.
  var calls: [KernelCall] {
    linear(D, 3 * D) + linear(D, D) + linear(D, 2 * F) + linear(F, D) + attention + loss + elementwise + whole
  }

  /// A product of each layer, and its two gradients.
  private func linear(_ I: Int, _ O: Int) -> [KernelCall] {
    let (name, calls, flops) = ("\(I)→\(O)", shape.layers, 2.0 * Double(R * I * O))
    let weight = WeightMatrix(floats: w, outputs: O, inputs: I)
    return [
      .init(name: "\(name) y", calls: calls, flops: flops) {
        ops.linearForward(y: y, x: x, weight: weight, rows: R, addend: nil, isBatchInvariant: false)
      },
      .init(name: "\(name) dx", calls: calls, flops: flops) {
        ops.linearBackwardInput(dx: y, dy: x, weight: weight, rows: R, accumulate: false)
      },
      .init(name: "\(name) dW", calls: calls, flops: flops) {
        ops.linearBackwardWeights(
          [WeightGradient(dw, dy: y, x: x, inputs: I, outputs: O)], rows: R, groups: shape.groups)
      },
    ]
  }

  private var attention: [KernelCall] {
    let flops = 2.0 * Double(shape.batch * T * (T + 1) * D)
    let settings = AttentionSettings(heads: shape.heads, headWidth: K, rotation: Rotation(theta: 10_000))
    return [
      .init(name: "attention", calls: shape.layers, flops: flops) {
        ops.attentionForward(
          out: u, logSumExp: small, q: x, k: x + D, v: x + 2 * D, stride: 3 * D, batch: shape.batch, positions: T,
          settings: settings, gains: nil)
      },
      .init(name: "attention back", calls: shape.layers, flops: flops * 2.5) {
        ops.attentionBackward(
          dq: y, dk: y + D, dv: y + 2 * D, dGains: nil, dOut: z, out: u, logSumExp: small, q: x, k: x + D, v: x + 2 * D,
          stride: 3 * D, batch: shape.batch, positions: T, settings: settings, gains: nil, groups: shape.groups)
      },
    ]
  }

  private var loss: [KernelCall] {
    let flops = 2.0 * Double(R * V * D)
    return [
      .init(name: "loss and gradients", calls: 1, flops: flops * 3) {
        ops.crossEntropyForwardBackward(
          losses: small, dHidden: y, dWeight: dw, hidden: x, weight: embeddings, targets: ids, rows: R,
          groups: shape.groups, scale: 1e-4, cap: nil)
      }
    ]
  }

  /// What works on each number, or each row, by itself.
  private var elementwise: [KernelCall] {
    [
      .init(name: "RMSNorm", calls: 2 * shape.layers + 1, flops: 0) {
        ops.rmsNormForward(
          out: y, inverseRMS: small, x: x, gain: w, rows: R, width: D, epsilon: 1e-5)
      },
      .init(name: "RMSNorm back", calls: 2 * shape.layers + 1, flops: 0) {
        ops.rmsNormBackward(
          dx: y, dGain: dw, dOut: z, x: x, gain: w, inverseRMS: small, rows: R, width: D,
          groups: shape.groups, accumulate: true)
      },
      .init(name: "SwiGLU", calls: shape.layers, flops: 0) {
        ops.swigluForward(out: z, gateUp: x, rows: R, width: F)
      },
      .init(name: "SwiGLU back", calls: shape.layers, flops: 0) {
        ops.swigluBackward(gateUp: y, dOut: z, rows: R, width: F)
      },
    ]
  }

  /// What a step does once.
  private var whole: [KernelCall] {
    [
      .init(name: "embedding", calls: 1, flops: 0) {
        ops.embeddingForward(out: y, weight: embeddings, ids: ids, rows: R)
      },
      .init(name: "embedding back", calls: 1, flops: 0) {
        ops.embeddingBackward(dWeight: dw, dOut: y, ids: ids, rows: R, width: D, vocabulary: V, groups: shape.groups)
      },
      .init(name: "sum of squares", calls: 1, flops: 0) {
        _ = ops.sumOfSquares(x: optimiser[0], count: parameters)
      },
      .init(name: "AdamW", calls: 1, flops: 0) {
        ops.adamW(
          parameters: optimiser[0], gradients: optimiser[1], firstMoments: optimiser[2],
          secondMoments: optimiser[3], count: parameters, step: 1, learningRate: 1e-3, beta1: 0.9,
          beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, isCautious: false, gradientScale: 1)
      },
    ]
  }
}

/// Zeroed memory for as long as the process lives.
func lasting(_ count: Int) -> UnsafeMutablePointer<Float> {
  Unmanaged.passRetained(FloatBuffer(count: count)).takeUnretainedValue().pointer
}
