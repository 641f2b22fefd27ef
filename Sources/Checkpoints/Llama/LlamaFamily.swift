import Formats

/// The classes of `transformers` whose models are Llama's with one thing more: a window, or normed queries and keys.
enum LlamaFamily: String {
  case llama, mistral, qwen3

  var architecture: String {
    switch self {
    case .llama: "LlamaForCausalLM"
    case .mistral: "MistralForCausalLM"
    case .qwen3: "Qwen3ForCausalLM"
    }
  }

  /// The keys that Llama's `config.json` does not have.
  func members(window: Int?, layers: Int) -> [String: JSONValue] {
    let window = window.map { JSONValue.integer(Int64($0)) }
    switch self {
    case .llama: return [:]
    case .mistral: return ["sliding_window": window ?? .null]
    case .qwen3:
      let kind = JSONValue.string(window == nil ? "full_attention" : "sliding_attention")
      return [
        "use_sliding_window": .bool(window != nil), "sliding_window": window ?? .null, "max_window_layers": 0,
        "layer_types": .array([JSONValue](repeating: kind, count: layers)),
      ]
    }
  }
}
