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
  /// - Returns: ``fused`` where it is possible
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
protocol AttentionGraph {
  /// out (B, T, H, K) = softmax(q kᵀ / √K, causal) v, of q, k and v (B, T, H, K); out has v's elements.
  func attend(_ q: Value, _ k: Value, _ v: Value) throws -> Value
}
