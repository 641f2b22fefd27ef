/// llama.cpp's names.
enum GGUFNames {
  /// Mistral without a window is a Llama there.
  static func architecture(_ family: HuggingFaceFamily) -> String {
    family == .mistral ? "llama" : family.rawValue
  }

  private static let outer = [
    "token_embeddings": "token_embd", "position_embeddings": "position_embd", "ln_final": "output_norm",
    "lm_head": "output",
  ]
  private static let inner = [
    "ln1": "attn_norm", "ln2": "ffn_norm", "attn.q_proj": "attn_q", "attn.k_proj": "attn_k", "attn.v_proj": "attn_v",
    "attn.q_norm": "attn_q_norm", "attn.k_norm": "attn_k_norm", "attn.output_proj": "attn_output",
    "ffn.w2": "ffn_down", "ffn.w3": "ffn_up",
  ]

  /// The name of one of our tensors: "blk.0.attn_q.weight". Without a gate w1 goes up.
  static func tensor(of name: String, isGated: Bool) -> String {
    let (layer, stem, kind) = NameParts(name).all
    guard let layer else { return "\(outer[stem] ?? stem).\(kind)" }
    let found = stem == "ffn.w1" ? (isGated ? "ffn_gate" : "ffn_up") : inner[stem] ?? stem
    return "blk.\(layer).\(found).\(kind)"
  }
}
