import Formats
import Messages
import Transformer

/// A model's shape as `transformers` knows it: the `config.json` of its class LlamaForCausalLM, of MistralForCausalLM for
/// one with a window, or of Qwen3ForCausalLM for one whose queries and keys are normed.
///
/// Source of the keys: huggingface/transformers, models/llama/configuration_llama.py and its siblings. `rope_theta` and
/// `torch_dtype` are what releases before 5 read, `rope_parameters` and `dtype` what the later ones do.
struct LlamaConfiguration {
  let model: ModelConfiguration
  /// The id of the token between documents.
  let separator: UInt32?

  /// Why no Llama computes what this model computes; nil if one does.
  static func obstacle(_ model: ModelConfiguration) -> Message? {
    let needed = [
      ("norm", model.norm.rawValue, NormPlacement.pre.rawValue),
      ("position", model.position.rawValue, PositionEncoding.rope.rawValue),
      ("feedForward", model.feedForward.rawValue, FeedForwardKind.swiglu.rawValue),
      ("normKind", model.normKind.rawValue, NormKind.rms.rawValue),
      ("biases", model.biases.isEmpty ? "none" : "qkv", "none"),
      ("logitCap", model.logitCap.map { "\($0)" } ?? "0", "0"),
      ("valueResidual", model.valueResidual ? "yes" : "no", "no"),
      ("embeddingResidual", model.embeddingResidual ? "yes" : "no", "no"),
    ].filter { $0.1 != $0.2 }
    guard !needed.isEmpty else { return nil }
    let (found, expected) = (list(needed.map { ($0.0, $0.1) }), list(needed.map { ($0.0, $0.2) }))
    return "a model with \(found) is no Llama, Mistral or Qwen3 (expected \(expected))"
  }

  private static func list(_ values: [(field: String, value: String)]) -> Message {
    values.enumerated().reduce("") { $0 + "\($1.offset > 0 ? ", " : "")\(field: $1.element.field) \($1.element.value)" }
  }

  /// `config.json`.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "architectures": [.string(family.architecture)],
      "model_type": .string(family.rawValue),
      "hidden_act": "silu",
      "vocab_size": .integer(Int64(model.vocabulary)),
      "max_position_embeddings": .integer(Int64(model.contextLength)),
      "hidden_size": .integer(Int64(model.width)),
      "intermediate_size": .integer(Int64(model.feedForwardWidth)),
      "num_hidden_layers": .integer(Int64(model.layers)),
      "num_attention_heads": .integer(Int64(model.heads)),
      "num_key_value_heads": .integer(Int64(model.sharedHeads)),
      "head_dim": .integer(Int64(model.headWidth)),
      "rms_norm_eps": .number(model.normEpsilon),
      "rope_theta": .number(model.ropeTheta),
      "rope_parameters": ["rope_theta": .number(model.ropeTheta), "rope_type": "default"],
      "attention_bias": false,
      "mlp_bias": false,
      "tie_word_embeddings": .bool(model.tieEmbeddings),
      "torch_dtype": "float32",
      "dtype": "float32",
      "use_cache": true,
    ]
    members.merge(family.members(window: model.attentionWindow, layers: model.layers)) { $1 }
    // Left out, these would be Llama's own ids 1 and 2.
    for (key, value) in ends { members[key] = value }
    return .object(members)
  }

  /// The class that computes the model.
  private var family: HuggingFaceFamily {
    if model.normsHeads { return .qwen3 }
    return model.attentionWindow == nil ? .llama : .mistral
  }

  /// `generation_config.json`: where generation begins and ends.
  var generation: JSONValue { .object(ends) }

  private var ends: [String: JSONValue] {
    let id = separator.map { JSONValue.integer(Int64($0)) } ?? .null
    return ["bos_token_id": id, "eos_token_id": id]
  }
}
