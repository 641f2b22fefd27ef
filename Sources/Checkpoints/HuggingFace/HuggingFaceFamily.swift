import Formats
import Transformer

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

  /// Where a tensor of ours is in a folder of this family.
  func tensor(
    of tensor: ParameterTensor, _ model: ModelConfiguration, prefix: String? = nil
  ) -> HuggingFaceTensor {
    self == .gpt2
      ? GPT2Names.tensor(of: tensor.name, shape: tensor.shape, prefix: prefix ?? "transformer.")
      : LlamaNames.tensor(of: tensor.name, headWidth: model.headWidth, prefix: prefix ?? "model.")
  }

  /// The family whose class computes what a model does; nil if there is none.
  init?(of model: ModelConfiguration) {
    guard !model.valueResidual, !model.embeddingResidual, model.logitCap == nil, model.norm == .pre else { return nil }
    if model.isLikeGPT2 {
      self = .gpt2
      return
    }
    guard model.normKind == .rms, model.position == .rope, model.feedForward == .swiglu else { return nil }
    let biases = model.biases
    switch (model.normsHeads, model.attentionWindow != nil) {
    case (true, _) where biases.isEmpty || biases == [.qkv, .attentionOutput]: self = .qwen3
    case (false, _) where biases == .qkv: self = .qwen2
    case (false, true) where biases.isEmpty: self = .mistral
    case (false, false) where biases.isEmpty || biases.isSuperset(of: [.qkv, .attentionOutput]): self = .llama
    default: return nil
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

extension ModelConfiguration {
  fileprivate var isLikeGPT2: Bool {
    normKind == .layer && position == .learned && (feedForward == .gelu || feedForward == .geluErf)
      && biases == [.qkv, .attentionOutput, .feedForward] && !normsHeads && attentionWindow == nil
      && sharedHeads == heads && ownHeadWidth == nil
  }
}
