import StableHLO
import Transformer

/// How a program's attention is computed.
package enum AttentionForm: String, Sendable, CaseIterable {
  /// By products and a softmax, on every device.
  case plain
  /// By cuDNN's kernels, on NVIDIA's devices: in bf16, for heads of a width up to 128 that is a multiple of 8; elsewhere
  /// plainly.
  case fused

  /// The best form for a device.
  ///
  /// - Parameters:
  ///   - platform: what the device's plugin calls it: "cuda"
  ///   - configuration: the model
  ///   - precision: that of its products
  package static func best(
    platform: String, _ configuration: ModelConfiguration, _ precision: ProgramPrecision
  ) -> AttentionForm {
    let isPossible = FusedAttention.isPossible(headWidth: configuration.headWidth, precision: precision)
    return platform == "cuda" && isPossible ? .fused : .plain
  }

  func graph(headWidth: Int, _ precision: ProgramPrecision) -> any AttentionGraph {
    self == .fused && FusedAttention.isPossible(headWidth: headWidth, precision: precision)
      ? FusedAttention() : PlainAttention()
  }
}

/// How causal attention is computed: by operations that every device has, or by a function of one that has it fused.
protocol AttentionGraph: Sendable {
  /// out (B, T, H, K) = softmax(q kᵀ / √K, causal) v, of q, k and v (B, T, H, K); out has v's elements.
  func attend(_ q: Value, _ k: Value, _ v: Value) throws -> Value
}

/// Attention by products and a softmax in float32. Backward keeps the probabilities alone, in the precision in which they
/// are multiplied with the values.
struct PlainAttention: AttentionGraph {
  func attend(_ q: Value, _ k: Value, _ v: Value) throws -> Value {
    let byHead = DotDimensions(batching: ([0, 2], [0, 2]), contracting: ([3], [3]))
    let scores = try q.dot(k, byHead, element: .f32) * (1 / Double(q.shape[3]).squareRoot())
    let probabilities = try softmax(scores, element: v.element)
    let out = try probabilities.dot(v, DotDimensions(batching: ([0, 1], [0, 2]), contracting: ([3], [1])))
    return try out.transposed([0, 2, 1, 3])
  }

  /// Probabilities (B, H, T, T) of scores, those of later positions 0.
  private func softmax(_ scores: Value, element: ElementType) throws -> Value {
    let (graph, shape) = (scores.graph, scores.shape)
    let square = TensorType([shape[2], shape[3]], .i32)
    let isSeen = try graph.iota(square, dimension: 0).compared(.greaterOrEqual, graph.iota(square, dimension: 1))
    let visible = try isSeen.broadcast(to: shape, dimensions: [2, 3])
      .select(scores, scores.filled(with: -ElementType.f32.largest))
    func spread(_ row: Value) throws -> Value { try row.broadcast(to: shape, dimensions: [0, 1, 2]) }
    let exponentials = try (visible - spread(visible.reduced(.maximum, [3]))).applying(.exponential)
    let probabilities = try (exponentials / spread(exponentials.reduced(.sum, [3]))).converted(to: element)
    return try probabilities.differentiated(by: [scores], Self.softmaxGradient)
  }

  /// dx = p · (dp − Σ dp · p): also where a score was hidden, for its probability is 0.
  private static var softmaxGradient: CustomGradient {
    CustomGradient { _, results, gradients in
      guard let dp = try gradients[0]?.converted(to: .f32) else { return [nil] }
      let p = try results[0].converted(to: .f32)
      let inner = try (dp * p).reduced(.sum, [3]).broadcast(to: p.shape, dimensions: [0, 1, 2])
      return [try p * (dp - inner)]
    }
  }
}
