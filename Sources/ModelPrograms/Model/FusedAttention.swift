import StableHLO
import Transformer

/// Attention in one kernel each way, as cuDNN has it for NVIDIA's devices: neither scores nor probabilities are ever written
/// to memory.
///
/// XLA reaches it through two custom calls (openxla/xla, `xla/service/gpu/cublas_cudnn.h`, and the settings of
/// `xla/service/gpu/backend_configs.proto`, `CudnnfMHABackendConfig`). Their results are (B, H, T, K) laid out as
/// (B, T, H, K), so that the transposition back moves nothing; the last result is room for cuDNN's own use.
struct FusedAttention: AttentionGraph {
  /// Whether cuDNN has kernels for it, on every device from Ampere on.
  static func isPossible(_ configuration: ModelConfiguration, _ precision: ProgramPrecision) -> Bool {
    let width = configuration.headWidth
    return precision == .bf16 && width <= 128 && width.isMultiple(of: 8) && configuration.attentionWindow == nil
  }

  func attend(_ q: Value, _ k: Value, _ v: Value) throws -> Value {
    let (shape, graph) = (FMHAShape(q), q.graph)
    let (k, v) = (try k.repeated(toHeads: shape.heads), try v.repeated(toHeads: shape.heads))
    let call = CustomCall(
      target: "__cudnn$fmhaSoftmax", configuration: shape.configuration(of: .forward),
      operandLayouts: [Self.inputs, Self.inputs, Self.inputs], resultLayouts: [Self.byHead, [2, 1, 0], [0]],
      gradient: CustomGradient { operands, results, gradients in
        try Self.gradients(shape, operands: operands, results: results, gradients)
      })
    let results = try graph.call(
      call, [q, k, v],
      types: [
        TensorType(shape.byHead, .bf16), TensorType([shape.batch, shape.heads, shape.positions], .f32),
        TensorType([0], .u8),
      ])
    return try results[0].transposed([0, 2, 1, 3])
  }

  /// dq, dk and dv from what forward read, the logarithms of its sums, and the gradient of its output.
  private static func gradients(
    _ shape: FMHAShape, operands: [Value], results: [Value], _ gradients: [Value?]
  ) throws -> [Value?] {
    guard let gradient = gradients[0] else { return [nil, nil, nil] }
    let back = [0, 2, 1, 3]
    let (out, dOut) = (try results[0].transposed(back), try gradient.converted(to: .bf16).transposed(back))
    let call = CustomCall(
      target: "__cudnn$fmhaSoftmaxBackward", configuration: shape.configuration(of: .backward),
      operandLayouts: [inputs, inputs, inputs, [2, 1, 0], inputs, inputs],
      resultLayouts: [byHead, byHead, byHead, [0]], gradient: nil)
    let type = TensorType(shape.byHead, .bf16)
    let found = try out.graph.call(
      call, [operands[0], operands[1], operands[2], results[1], dOut, out],
      types: [type, type, type, TensorType([0], .u8)])
    return try found.prefix(3).map { try $0.transposed(back) }
  }

  /// (B, T, H, K), row-major.
  private static let inputs = [3, 2, 1, 0]
  /// (B, H, T, K), in memory as (B, T, H, K).
  private static let byHead = [3, 1, 2, 0]
}

/// The sizes of one attention, and what cuDNN is told about it.
private struct FMHAShape: Sendable {
  enum Direction { case forward, backward }

  let batch, positions, heads, headWidth: Int

  /// Of queries (B, T, H, K).
  init(_ q: Value) {
    (batch, positions, heads, headWidth) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3])
  }

  var byHead: [Int] { [batch, heads, positions, headWidth] }

  /// JSON of XLA's `GpuBackendConfig`.
  func configuration(of direction: Direction) -> String {
    let members = [
      #""algorithm": {"algo_id": "0", "math_type": "TENSOR_OP_MATH", "tuning_knobs": {"17": "1", "24": "0"}, "#
        + #""is_cudnn_frontend": true, "workspace_size": "0"}"#,
      #""fmha_scale": \#(1 / Double(headWidth).squareRoot())"#,
      #""intermediate_tensor_shape": {"element_type": "BF16", "#
        + #""dimensions": ["\#(batch)", "\#(heads)", "\#(positions)", "\#(positions)"], "tuple_shapes": [], "#
        + #""layout": {"minor_to_major": ["3", "2", "1", "0"]}, "#
        + #""is_dynamic_dimension": [false, false, false, false]}"#,
      #""is_flash_attention": true"#,
      #""mask_type": "CAUSAL""#,
      #""dropout_rate": 0.0"#,
      #""seed": 0"#,
      #""sliding_window_length": 0"#,
      #""max_seg_per_batch": 1"#,
      #""is_paged_attention": false"#,
    ]
    return #"{"operation_queue_id": "0", "cudnn_fmha_backend_config": {"#
      + (members + products(of: direction)).joined(separator: ", ") + "}}"
  }

  /// Which dimensions each product contracts and batches, left and right.
  private func products(of direction: Direction) -> [String] {
    switch direction {
    case .forward:
      [
        product("bmm1", contracting: (3, 3), batching: ([0, 2], [0, 2])),
        product("bmm2", contracting: (3, 1), batching: ([0, 1], [0, 2])),
      ]
    case .backward:
      [
        product("bmm1_grad_gemm1", contracting: (2, 1), batching: ([0, 1], [0, 2])),
        product("bmm1_grad_gemm2", contracting: (3, 1), batching: ([0, 1], [0, 2])),
        product("bmm2_grad_gemm1", contracting: (2, 1), batching: ([0, 1], [0, 2])),
        product("bmm2_grad_gemm2", contracting: (3, 3), batching: ([0, 2], [0, 2])),
      ]
    }
  }

  private func product(_ name: String, contracting: (Int, Int), batching: ([Int], [Int])) -> String {
    func list(_ dimensions: [Int]) -> String { "[" + dimensions.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
    return "\"\(name)_dot_dimension_numbers\": {\"lhs_contracting_dimensions\": \(list([contracting.0])), "
      + "\"rhs_contracting_dimensions\": \(list([contracting.1])), "
      + "\"lhs_batch_dimensions\": \(list(batching.0)), \"rhs_batch_dimensions\": \(list(batching.1))}"
  }
}
