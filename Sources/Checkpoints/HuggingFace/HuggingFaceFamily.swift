import Formats

/// The classes of `transformers` whose models are configurations of ours: Llama, its relatives with one thing more (a window,
/// biases of queries, keys and values, or normed queries and keys), and GPT-2.
enum HuggingFaceFamily: String, CaseIterable {
  case llama, mistral, qwen2, qwen3, gpt2

  /// All of them, for messages.
  static let list = "llama, mistral, qwen2, qwen3 or gpt2"

  var architecture: String {
    switch self {
    case .llama: "LlamaForCausalLM"
    case .mistral: "MistralForCausalLM"
    case .qwen2: "Qwen2ForCausalLM"
    case .qwen3: "Qwen3ForCausalLM"
    case .gpt2: "GPT2LMHeadModel"
    }
  }

  /// The keys that Llama's `config.json` does not have.
  func members(window: Int?, layers: Int) -> [String: JSONValue] {
    let window = window.map { JSONValue.integer(Int64($0)) }
    switch self {
    case .llama, .gpt2: return [:]
    case .mistral: return ["sliding_window": window ?? .null]
    case .qwen2, .qwen3:
      let kind = JSONValue.string(window == nil ? "full_attention" : "sliding_attention")
      return [
        "use_sliding_window": .bool(window != nil), "sliding_window": window ?? .null, "max_window_layers": 0,
        "layer_types": .array([JSONValue](repeating: kind, count: layers)),
      ]
    }
  }
}
