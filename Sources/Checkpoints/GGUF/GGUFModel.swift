import Formats
import Kernels
import Messages
import Transformer

/// A model with its tokenizer as one GGUF file, which llama.cpp, Ollama and their like run.
///
/// Source of keys and names: ggml-org/llama.cpp, gguf-py/gguf/constants.py and convert_hf_to_gguf.py.
package struct GGUFModel {
  private let model: LanguageModel
  private let family: HuggingFaceFamily
  private let metadata: [(key: String, value: GGUFValue)]
  private let type: GGUFType

  /// - Parameters:
  ///   - model: of a family that llama.cpp computes
  ///   - tokenizer: its own
  ///   - ends: the special tokens with which texts begin and end
  ///   - template: how a conversation is written as text; nil for models that know none
  ///   - type: how matrices are stored
  ///   - name: for people
  ///   - path: of the file to write, for errors
  /// - Throws: ``CheckpointError`` for a tokenizer that llama.cpp does not have
  package init(
    model: LanguageModel, tokenizer: TokenizerFiles, ends: TextEnds, template: String? = nil, type: GGUFType,
    name: String, path: String
  ) throws {
    let configuration = model.configuration
    let family = try Self.family(of: configuration, tokenizer, path: path)
    (self.model, self.family, self.type) = (model, family, type)
    let own =
      GGUFTokenizer.metadata(tokenizer, size: configuration.vocabulary, ends: ends, template: template) ?? []
    metadata = Self.members(configuration, family, type, name) + own
  }

  /// Whether llama.cpp computes what a model does, and cuts texts as its tokenizer.
  ///
  /// - Throws: ``CheckpointError/notLlama(path:obstacle:)``
  package static func check(_ model: ModelConfiguration, _ tokenizer: TokenizerFiles, path: String) throws {
    _ = try family(of: model, tokenizer, path: path)
  }

  private static func family(
    of model: ModelConfiguration, _ tokenizer: TokenizerFiles, path: String
  ) throws -> HuggingFaceFamily {
    func obstacle(_ found: Message, _ expected: Message) -> CheckpointError {
      .notLlama(path: path, obstacle: "\(found) is not what llama.cpp computes (expected \(expected))")
    }
    guard let family = HuggingFaceFamily(of: model) else {
      throw CheckpointError.notLlama(path: path, obstacle: ExportedConfiguration.obstacle(model))
    }
    if model.attentionWindow != nil {
      throw obstacle("a model with \(field: "attentionWindow")", "\(field: "attentionWindow") 0")
    }
    if !model.biases.isEmpty, family == .llama || family == .qwen3 {
      throw obstacle("a model with \(field: "biases")", "\(field: "biases") none, or qkv")
    }
    if model.feedForward == .geluErf {
      throw obstacle(
        "a model with \(field: "feedForward") \(model.feedForward.rawValue)",
        "\(field: "feedForward") \(FeedForwardKind.gelu.rawValue)")
    }
    guard GGUFTokenizer.patternNames.contains(tokenizer.pattern) else {
      throw obstacle(
        "a tokenizer with the pattern \(tokenizer.pattern)", "\(GGUFTokenizer.patternNames.joined(separator: ", "))")
    }
    return family
  }

  /// Writes the file, which appears whole.
  ///
  /// - Throws: `FormatError`
  package func write(to path: String) throws -> WrittenFile {
    let tensors = GGUFTensors(model, family, type)
    return try withExtendedLifetime((tensors, model)) {
      try GGUFWriter.write(tensors.all, metadata: metadata, to: path)
    }
  }

  private static func members(
    _ model: ModelConfiguration, _ family: HuggingFaceFamily, _ type: GGUFType, _ name: String
  ) -> [(key: String, value: GGUFValue)] {
    let architecture = GGUFNames.architecture(family)
    func number(_ key: String, _ value: Int) -> (key: String, value: GGUFValue) {
      ("\(architecture).\(key)", .uint32(UInt32(clamping: value)))
    }
    func real(_ key: String, _ value: Double) -> (key: String, value: GGUFValue) {
      ("\(architecture).\(key)", .float32(Float(value)))
    }
    var members: [(key: String, value: GGUFValue)] = [
      ("general.architecture", .text(architecture)), ("general.type", .text("model")), ("general.name", .text(name)),
      ("general.file_type", .uint32(type.fileType)), ("general.quantization_version", .uint32(2)),
      number("context_length", model.contextLength), number("embedding_length", model.width),
      number("block_count", model.layers), number("feed_forward_length", model.feedForwardWidth),
      number("attention.head_count", model.heads), number("attention.head_count_kv", model.sharedHeads),
      number("vocab_size", model.vocabulary),
    ]
    guard family != .gpt2 else { return members + [real("attention.layer_norm_epsilon", model.normEpsilon)] }
    members += [
      real("attention.layer_norm_rms_epsilon", model.normEpsilon), real("rope.freq_base", model.ropeTheta),
      number("rope.dimension_count", model.headWidth), number("attention.key_length", model.headWidth),
      number("attention.value_length", model.headWidth),
    ]
    if case .linear(let factor)? = model.ropeScaling {
      members += [("\(architecture).rope.scaling.type", .text("linear")), real("rope.scaling.factor", factor)]
    }
    return members
  }
}
