/// The names, and the order of rows, that `transformers` has for the tensors of a Llama or one of its relatives.
///
/// The rows of the query and key projections differ. Of a head of width K, we turn the pairs of rows (2i, 2i + 1) by the i-th
/// angle, as the paper has it; `transformers` turns the pairs (i, i + K/2). So our row 2i becomes its row i, and our row
/// 2i + 1 its row i + K/2. Scores are sums over the rows of a head, and so they stay the same. So it is with biases, and with
/// the gains of normed queries and keys, which go with the rows.
enum LlamaNames {
  private static let outer = [
    "token_embeddings": "embed_tokens", "ln_final": "norm",
  ]
  private static let inner = [
    "ln1": "input_layernorm", "ln2": "post_attention_layernorm", "attn.q_proj": "self_attn.q_proj",
    "attn.k_proj": "self_attn.k_proj", "attn.q_norm": "self_attn.q_norm", "attn.k_norm": "self_attn.k_norm",
    "attn.v_proj": "self_attn.v_proj", "attn.output_proj": "self_attn.o_proj", "ffn.w1": "mlp.gate_proj",
    "ffn.w2": "mlp.down_proj", "ffn.w3": "mlp.up_proj",
  ]

  /// - Parameters:
  ///   - name: ours: "layers.0.attn.q_proj.weight"
  ///   - headWidth: K
  ///   - prefix: of everything but the output layer
  /// - Returns: its name and layout there
  static func tensor(of name: String, headWidth: Int, prefix: String = "model.") -> HuggingFaceTensor {
    let (layer, stem, kind) = NameParts(name).all
    guard let layer else {
      return HuggingFaceTensor(name: outer[stem].map { "\(prefix)\($0).\(kind)" } ?? name)
    }
    let turns = ["attn.q_", "attn.k_"].contains { stem.hasPrefix($0) }
    return HuggingFaceTensor(
      name: "\(prefix)layers.\(layer).\(inner[stem] ?? stem).\(kind)",
      form: turns ? .halvedHeads(width: headWidth) : .same)
  }
}

/// The names and layouts that `transformers` has for the tensors of GPT-2: matrices are (inputs, outputs), and queries, keys
/// and values one of them. Others have GPT-2's names, but matrices (outputs, inputs).
enum GPT2Names {
  private static let outer = ["token_embeddings": "wte", "position_embeddings": "wpe", "ln_final": "ln_f"]
  private static let inner = [
    "ln1": "ln_1", "ln2": "ln_2", "attn.output_proj": "attn.c_proj", "ffn.w1": "mlp.c_fc", "ffn.w2": "mlp.c_proj",
  ]
  private static let parts = ["attn.q_proj": 0, "attn.k_proj": 1, "attn.v_proj": 2]

  /// - Parameters:
  ///   - name: ours: "layers.0.attn.q_proj.weight"
  ///   - shape: ours
  ///   - prefix: of everything but the output layer
  ///   - transposed: whether matrices are (inputs, outputs)
  /// - Returns: its name and layout there
  static func tensor(
    of name: String, shape: [Int], prefix: String = "transformer.", transposed: Bool = true
  ) -> HuggingFaceTensor {
    let (layer, stem, kind) = NameParts(name).all
    guard let layer else {
      return HuggingFaceTensor(name: outer[stem].map { "\(prefix)\($0).\(kind)" } ?? name)
    }
    let block = "\(prefix)h.\(layer)."
    if let part = parts[stem] {
      let (first, all) = (part * shape[0], 3 * shape[0])
      let ofMatrix: HuggingFaceTensor.Form =
        transposed ? .transposed(firstColumn: first, columns: all) : .rows(first: first, of: all)
      return HuggingFaceTensor(
        name: "\(block)attn.c_attn.\(kind)", form: shape.count == 2 ? ofMatrix : .part(first: first, of: all))
    }
    let isMatrix = shape.count == 2 && transposed
    return HuggingFaceTensor(
      name: block + "\(inner[stem] ?? stem).\(kind)",
      form: isMatrix ? .transposed(firstColumn: 0, columns: shape[0]) : .same)
  }
}

/// The parts of a name of ours: "layers.0.attn.q_proj.weight".
struct NameParts {
  /// The block, or nil; "attn.q_proj"; "weight" or "bias".
  let all: (layer: String?, stem: String, kind: String)

  init(_ name: String) {
    let parts = name.split(separator: ".").map(String.init)
    let kind = parts.last ?? ""
    if parts.first == "layers", parts.count > 3 {
      all = (parts[1], parts[2..<parts.count - 1].joined(separator: "."), kind)
    } else {
      all = (nil, parts.dropLast().joined(separator: "."), kind)
    }
  }
}
