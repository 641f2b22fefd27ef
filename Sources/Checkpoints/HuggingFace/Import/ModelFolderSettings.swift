import Formats
import Kernels
import Messages
import Transformer

/// What the `config.json` of a model of `transformers` says: every key that decides what is computed is obeyed, or the model
/// refused by that key's name.
///
/// Source of the keys and of their defaults: huggingface/transformers, models/llama/configuration_llama.py, those of its
/// siblings, and models/gpt2/configuration_gpt2.py.
struct ModelFolderSettings {
  let family: HuggingFaceFamily
  let model: ModelConfiguration
  /// The first `eos_token_id`, if it is in the vocabulary.
  let endOfText: UInt32?

  /// - Throws: ``CheckpointError``
  init(_ json: JSONValue, path: String) throws {
    let keys = ConfigurationKeys(json: json, path: path)
    let type = try keys.string("model_type")
    guard let family = HuggingFaceFamily(rawValue: type) else { throw keys.problem(.otherType(found: type)) }
    self.family = family
    guard json["quantization_config"] ?? .null == .null else {
      let method = json["quantization_config"]?["quant_method"]?.string ?? "unknown"
      throw keys.problem(.quantized(method: method))
    }
    model = try family == .gpt2 ? Self.gpt2(keys) : Self.llama(keys, family)
    let ends = json["eos_token_id"].map { $0.array ?? [$0] } ?? []
    let vocabulary = model.vocabulary
    endOfText = ends.lazy.compactMap(\.int).first { $0 >= 0 && $0 < vocabulary }.map { UInt32($0) }
    do {
      try model.validate()
    } catch {
      throw keys.problem(.impossible(problem: Message(of: error)))
    }
  }

  // MARK: Llama and its relatives

  private static func llama(_ keys: ConfigurationKeys, _ family: HuggingFaceFamily) throws -> ModelConfiguration {
    var model = ModelConfiguration()
    try keys.require("hidden_act", among: ["silu", "swish"])
    try keys.require("partial_rotary_factor", among: [1, 1.0])
    model.vocabulary = try keys.integer("vocab_size")
    model.width = try keys.integer("hidden_size")
    model.layers = try keys.integer("num_hidden_layers")
    model.heads = try keys.integer("num_attention_heads")
    model.feedForwardWidth = try keys.integer("intermediate_size")
    model.contextLength = try keys.integer("max_position_embeddings")
    model.normEpsilon = try keys.number("rms_norm_eps", missing: 1e-6)
    model.tieEmbeddings = try keys.bool("tie_word_embeddings", missing: false)
    let shared = try keys.integer("num_key_value_heads", missing: model.heads)
    model.keyValueHeads = shared == model.heads ? nil : shared
    if let width = try keys.optional("head_dim", expected: "an integer", { $0.int }),
      model.heads <= 0 || width.multipliedReportingOverflow(by: model.heads) != (model.width, false)
    {
      model.ownHeadWidth = width
    }
    model.normsHeads = family == .qwen3
    try readBiases(keys, family, into: &model)
    try readRotation(keys, into: &model)
    model.attentionWindow = try window(keys, family, layers: model.layers)
    return model
  }

  private static func readBiases(
    _ keys: ConfigurationKeys, _ family: HuggingFaceFamily, into model: inout ModelConfiguration
  ) throws {
    switch family {
    case .qwen2: model.biases = .qkv
    case .llama, .qwen3:
      if try keys.bool("attention_bias", missing: false) { model.biases.formUnion([.qkv, .attentionOutput]) }
      if family == .llama, try keys.bool("mlp_bias", missing: false) { model.biases.insert(.feedForward) }
    case .mistral, .gpt2: break
    }
  }

  /// Releases before 5 have `rope_theta` and `rope_scaling`, later ones `rope_parameters` with both.
  private static func readRotation(_ keys: ConfigurationKeys, into model: inout ModelConfiguration) throws {
    let parameters = try keys.object("rope_parameters")
    let scaling = try keys.object("rope_scaling") ?? parameters
    model.ropeTheta =
      try parameters?.optional("rope_theta", expected: "a number") { $0.double }
      ?? keys.number("rope_theta", missing: 10_000)
    try parameters?.require("partial_rotary_factor", among: [1, 1.0])
    guard let scaling else { return }
    let type = try scaling.string("rope_type", missing: scaling.string("type", missing: "default"))
    switch type {
    case "default": break
    case "linear": model.ropeScaling = .linear(factor: try scaling.number("factor"))
    case "llama3":
      model.ropeScaling = .llama3(
        factor: try scaling.number("factor"), low: try scaling.number("low_freq_factor"),
        high: try scaling.number("high_freq_factor"),
        originalContext: try scaling.integer("original_max_position_embeddings"))
    default: throw keys.problem(.unsupported(key: "rope_type", found: type, expected: "default, linear or llama3"))
    }
  }

  /// Positions that attention looks back; nil for all. Layers that differ in it are refused.
  private static func window(_ keys: ConfigurationKeys, _ family: HuggingFaceFamily, layers: Int) throws -> Int? {
    let window = try keys.optional("sliding_window", expected: "an integer") { $0.int }
    guard let window, family == .mistral || family == .qwen2 || family == .qwen3 else { return nil }
    guard family != .mistral else { return window }
    guard try keys.bool("use_sliding_window", missing: false) else { return nil }
    let kinds = try keys.optional("layer_types", expected: "an array of strings") { json -> Set<String>? in
      json.array.map { Set($0.map { $0.string ?? "" }) }
    }
    if let kinds, !kinds.isEmpty {
      if kinds == ["full_attention"] { return nil }
      guard kinds == ["sliding_attention"] else {
        throw keys.problem(
          .unsupported(
            key: "layer_types", found: kinds.sorted().joined(separator: ", "), expected: "the same in every layer"))
      }
      return window
    }
    // Older files: the first layers have full attention.
    let full = try keys.integer("max_window_layers", missing: 28)
    guard full < layers else { return nil }
    guard full <= 0 else {
      throw keys.problem(
        .unsupported(key: "max_window_layers", found: "\(full)", expected: "0, or the number of layers"))
    }
    return window
  }

  // MARK: GPT-2

  private static func gpt2(_ keys: ConfigurationKeys) throws -> ModelConfiguration {
    var model = ModelConfiguration()
    try keys.require("activation_function", among: ["gelu_new", "gelu_pytorch_tanh", "gelu"])
    try keys.require("scale_attn_weights", among: [true])
    try keys.require("scale_attn_by_inverse_layer_idx", among: [false])
    try keys.require("add_cross_attention", among: [false])
    model.vocabulary = try keys.integer("vocab_size", missing: 50_257)
    model.width = try keys.integer("n_embd", missing: 768)
    model.layers = try keys.integer("n_layer", missing: 12)
    model.heads = try keys.integer("n_head", missing: 12)
    model.contextLength = try keys.integer("n_positions", missing: 1_024)
    let usual = model.width.multipliedReportingOverflow(by: 4)
    model.feedForwardWidth = try keys.integer("n_inner", missing: usual.overflow ? .max : usual.partialValue)
    model.normEpsilon = try keys.number("layer_norm_epsilon", missing: 1e-5)
    model.tieEmbeddings = try keys.bool("tie_word_embeddings", missing: true)
    (model.position, model.normKind) = (.learned, .layer)
    model.feedForward = try keys.string("activation_function", missing: "gelu_new") == "gelu" ? .geluErf : .gelu
    model.biases = [.qkv, .attentionOutput, .feedForward]
    return model
  }
}
