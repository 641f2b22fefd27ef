import Formats
import Kernels
import Transformer

/// A model's parameters under the names and in the order of rows that `transformers` expects of a Llama.
///
/// The rows of the query and key projections differ. Of a head of width K, we turn the pairs of rows (2i, 2i + 1) by
/// the i-th angle, as the paper has it; `transformers` turns the pairs (i, i + K/2). So our row 2i becomes its row i,
/// and our row 2i + 1 its row i + K/2. Scores are sums over the rows of a head, and so they stay the same. So it is with
/// the gains of normed queries and keys, which go with the rows.
struct LlamaTensors {
  /// Ready for a file; valid as long as this value and the model live.
  let tensors: [TensorToWrite]
  private let permuted: [FloatBuffer]

  init(_ model: LanguageModel) {
    var permuted: [FloatBuffer] = []
    tensors = model.layout.tensors.map { tensor in
      let values = model.values(of: tensor)
      let (name, turns) = Self.name(of: tensor.name)
      guard turns else { return TensorToWrite(name: name, shape: tensor.shape, floats: values) }
      let buffer = FloatBuffer(count: tensor.count)
      Self.halve(
        values, into: buffer.pointer, headWidth: model.configuration.headWidth,
        width: tensor.shape.count == 2 ? tensor.shape[1] : 1)
      permuted.append(buffer)
      return TensorToWrite(
        name: name, shape: tensor.shape,
        floats: UnsafeBufferPointer(start: buffer.pointer, count: tensor.count))
    }
    self.permuted = permuted
  }

  /// The name in a Llama for CS336's, and whether RoPE turns what the matrix makes.
  static func name(of name: String) -> (String, turns: Bool) {
    let ends = [
      "token_embeddings.weight": "model.embed_tokens.weight", "ln_final.weight": "model.norm.weight",
      "lm_head.weight": "lm_head.weight",
    ]
    if let end = ends[name] { return (end, false) }
    let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
    guard parts.count == 3 else { return (name, false) }
    let inner = [
      "ln1.weight": "input_layernorm.weight", "ln2.weight": "post_attention_layernorm.weight",
      "attn.q_proj.weight": "self_attn.q_proj.weight", "attn.k_proj.weight": "self_attn.k_proj.weight",
      "attn.q_norm.weight": "self_attn.q_norm.weight", "attn.k_norm.weight": "self_attn.k_norm.weight",
      "attn.v_proj.weight": "self_attn.v_proj.weight", "attn.output_proj.weight": "self_attn.o_proj.weight",
      "ffn.w1.weight": "mlp.gate_proj.weight", "ffn.w2.weight": "mlp.down_proj.weight",
      "ffn.w3.weight": "mlp.up_proj.weight",
    ]
    let turns = ["attn.q_", "attn.k_"].contains { parts[2].hasPrefix($0) }
    return ("model.layers.\(parts[1]).\(inner[parts[2]] ?? parts[2])", turns)
  }

  /// Puts the even rows of each head before its odd ones; rows are `width` floats.
  private static func halve(
    _ rows: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<Float>, headWidth: Int, width: Int
  ) {
    guard let source = rows.baseAddress else { return }
    let half = headWidth / 2
    for head in 0..<rows.count / width / headWidth {
      for row in 0..<headWidth {
        let from = head * headWidth + row
        let to = head * headWidth + row / 2 + (row.isMultiple(of: 2) ? 0 : half)
        (target + to * width).update(from: source + from * width, count: width)
      }
    }
  }
}
