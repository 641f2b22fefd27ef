import StableHLO
import Transformer

/// How a program's attention is computed.
package enum AttentionForm: String, Sendable, CaseIterable {
  /// By products and a softmax, on every device.
  case plain
  /// By cuDNN's kernels, on NVIDIA's devices: in bf16, for heads of a width up to 128 that is a multiple of 8, without a
  /// window; elsewhere plainly.
  case fused

  /// The best form for a device.
  ///
  /// - Parameters:
  ///   - platform: what the device's plugin calls it: "cuda"
  ///   - configuration: the model
  ///   - precision: that of its products
  /// - Returns: ``fused`` where it is possible
  package static func best(
    platform: String, _ configuration: ModelConfiguration, _ precision: ProgramPrecision
  ) -> AttentionForm {
    platform == "cuda" && FusedAttention.isPossible(configuration, precision) ? .fused : .plain
  }

  func graph(_ configuration: ModelConfiguration, _ precision: ProgramPrecision) -> any AttentionGraph {
    self == .fused && FusedAttention.isPossible(configuration, precision)
      ? FusedAttention() : PlainAttention(window: configuration.attentionWindow)
  }
}

/// How causal attention is computed: by operations that every device has, or by a function of one that has it fused.
protocol AttentionGraph {
  /// out (B, T, H, K) = softmax(q kᵀ / √K, causal) v, of q (B, T, H, K) and of k and v with as many heads, or with fewer
  /// that are shared; out has v's elements.
  func attend(_ q: Value, _ k: Value, _ v: Value) throws -> Value
}

extension Value {
  /// Heads (B, T, h, K) that are shared, each as often as it takes to be H of them.
  func repeated(toHeads heads: Int) throws -> Value {
    guard shape[2] < heads else { return self }
    let each = [shape[0], shape[1], shape[2], heads / shape[2], shape[3]]
    return try broadcast(to: each, dimensions: [0, 1, 2, 4]).reshaped([shape[0], shape[1], heads, shape[3]])
  }
}
