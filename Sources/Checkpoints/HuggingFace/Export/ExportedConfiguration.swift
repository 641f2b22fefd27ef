import Formats
import Messages
import Transformer

/// A model's shape as `transformers` knows it: the `config.json` of its class of the family.
///
/// Source of the keys: huggingface/transformers, models/llama/configuration_llama.py, its siblings, and
/// models/gpt2/configuration_gpt2.py. `rope_theta`, `rope_scaling` and `torch_dtype` are what releases before 5 read,
/// `rope_parameters` and `dtype` what the later ones do.
struct ExportedConfiguration {
  let model: ModelConfiguration
  let family: HuggingFaceFamily
  /// The ids of the tokens that begin and end texts.
  let ends: (begin: UInt32?, end: UInt32?, padding: UInt32?)

  /// Why no class computes what this model computes, of a model of no family.
  static func obstacle(_ model: ModelConfiguration) -> Message {
    let needed = [
      ("norm", model.norm.rawValue, NormPlacement.pre.rawValue),
      ("normKind", model.normKind.rawValue, NormKind.rms.rawValue),
      ("position", model.position.rawValue, PositionEncoding.rope.rawValue),
      ("feedForward", model.feedForward.rawValue, FeedForwardKind.swiglu.rawValue),
      ("biases", model.biases.isEmpty ? "none" : "some", "none"),
      ("logitCap", model.logitCap.map { "\($0)" } ?? "0", "0"),
      ("valueResidual", model.valueResidual ? "yes" : "no", "no"),
      ("embeddingResidual", model.embeddingResidual ? "yes" : "no", "no"),
    ].filter { $0.1 != $0.2 }
    let (found, expected) = (list(needed.map { ($0.0, $0.1) }), list(needed.map { ($0.0, $0.2) }))
    return "a model with \(found) is no Llama, Mistral or Qwen (expected \(expected)), nor a GPT-2"
  }

  private static func list(_ values: [(field: String, value: String)]) -> Message {
    values.enumerated().reduce("") { $0 + "\($1.offset > 0 ? ", " : "")\(field: $1.element.field) \($1.element.value)" }
  }

  /// `config.json`.
  var json: JSONValue {
    var members = family == .gpt2 ? gpt2Members : llamaMembers
    members["architectures"] = [.string(family.architecture)]
    members["model_type"] = .string(family.rawValue)
    members["vocab_size"] = .integer(Int64(model.vocabulary))
    members["tie_word_embeddings"] = .bool(model.tieEmbeddings)
    members["torch_dtype"] = "float32"
    members["dtype"] = "float32"
    members["use_cache"] = true
    // Left out, these would be the class's own ids.
    return .object(members.merging(endMembers) { $1 })
  }

  private var gpt2Members: [String: JSONValue] {
    [
      "activation_function": model.feedForward == .geluErf ? "gelu" : "gelu_new",
      "n_positions": .integer(Int64(model.contextLength)),
      "n_embd": .integer(Int64(model.width)),
      "n_inner": .integer(Int64(model.feedForwardWidth)),
      "n_layer": .integer(Int64(model.layers)),
      "n_head": .integer(Int64(model.heads)),
      "layer_norm_epsilon": .number(model.normEpsilon),
    ]
  }

  private var llamaMembers: [String: JSONValue] {
    var rotation = model.ropeScaling?.json.object ?? ["rope_type": "default"]
    rotation["rope_theta"] = .number(model.ropeTheta)
    var members: [String: JSONValue] = [
      "hidden_act": "silu",
      "max_position_embeddings": .integer(Int64(model.contextLength)),
      "hidden_size": .integer(Int64(model.width)),
      "intermediate_size": .integer(Int64(model.feedForwardWidth)),
      "num_hidden_layers": .integer(Int64(model.layers)),
      "num_attention_heads": .integer(Int64(model.heads)),
      "num_key_value_heads": .integer(Int64(model.sharedHeads)),
      "head_dim": .integer(Int64(model.headWidth)),
      "rms_norm_eps": .number(model.normEpsilon),
      "rope_theta": .number(model.ropeTheta),
      "rope_parameters": .object(rotation),
      "attention_bias": .bool(model.biases.contains(.attentionOutput)),
      "mlp_bias": .bool(model.biases.contains(.feedForward)),
    ]
    members["rope_scaling"] = model.ropeScaling?.json
    return members.merging(family.members(window: model.attentionWindow, layers: model.layers)) { $1 }
  }

  /// `generation_config.json` of a model that comes from no folder: where generation begins and ends, and that it draws from
  /// all tokens as they are likely, as lm-sample does; without a word the library takes the 50 most likely. Batches are
  /// filled with the token that ends texts, which no sample goes beyond.
  var generation: JSONValue {
    var members = endMembers
    members["pad_token_id"] = Self.id(ends.padding ?? ends.end)
    members["do_sample"] = true
    members["temperature"] = 1.0
    members["top_k"] = 0
    members["top_p"] = 1.0
    return .object(members)
  }

  private var endMembers: [String: JSONValue] {
    ["bos_token_id": Self.id(ends.begin), "eos_token_id": Self.id(ends.end)]
  }

  private static func id(_ id: UInt32?) -> JSONValue { id.map { .integer(Int64($0)) } ?? .null }
}
