import Formats
import Kernels
import Transformer

/// A model's configuration as JSON members; the keys are the names of lm-train's flags.
extension ModelConfiguration {
  package var members: [String: JSONValue] {
    courseMembers.merging(laterMembers) { $1 }
  }

  /// What every configuration has.
  private var courseMembers: [String: JSONValue] {
    [
      "vocab_size": .integer(Int64(vocabulary)),
      "context_length": .integer(Int64(contextLength)),
      "d_model": .integer(Int64(width)),
      "layers": .integer(Int64(layers)),
      "heads": .integer(Int64(heads)),
      "d_ff": .integer(Int64(feedForwardWidth)),
      "rope_theta": .number(ropeTheta),
      "norm_epsilon": .number(normEpsilon),
      "norm": .string(norm.rawValue),
      "position": .string(position.rawValue),
      "ffn": .string(feedForward.rawValue),
      "tie_embeddings": .bool(tieEmbeddings),
    ]
  }

  /// What came later: left out where it is as it was before, so that earlier configurations are written as they were.
  private var laterMembers: [String: JSONValue] {
    var second: [String: JSONValue] = [:]
    if sharedHeads != heads { second["kv_heads"] = .integer(Int64(sharedHeads)) }
    if normsHeads { second["qk_norm"] = true }
    if let attentionWindow { second["window"] = .integer(Int64(attentionWindow)) }
    if let logitCap { second["logit_softcap"] = .number(logitCap) }
    if valueResidual { second["value_residual"] = true }
    if embeddingResidual { second["embedding_residual"] = true }
    return SettingsReader.later(second, thirdMembers)
  }

  private var thirdMembers: [String: JSONValue] {
    var third: [String: JSONValue] = [:]
    if let ownHeadWidth { third["head_width"] = .integer(Int64(ownHeadWidth)) }
    if normKind != .rms { third["norm_kind"] = .string(normKind.rawValue) }
    if !biases.isEmpty {
      third["biases"] = .array(LinearBiases.names.filter { biases.contains($0.biases) }.map { .string($0.name) })
    }
    if let ropeScaling { third["rope_scaling"] = ropeScaling.json }
    return third
  }

  /// Reads the members out of an object that may hold others too; nil if one is missing or of the wrong kind, or a later
  /// version wrote them. Whether a model can be made of the values is for `validate()` to say.
  package init?(json: JSONValue) {
    self.init()
    var reader = SettingsReader(json)
    vocabulary = reader.integer("vocab_size", missing: vocabulary)
    contextLength = reader.integer("context_length", missing: contextLength)
    width = reader.integer("d_model", missing: width)
    layers = reader.integer("layers", missing: layers)
    heads = reader.integer("heads", missing: heads)
    feedForwardWidth = reader.integer("d_ff", missing: feedForwardWidth)
    ropeTheta = reader.number("rope_theta", missing: ropeTheta)
    normEpsilon = reader.number("norm_epsilon", missing: normEpsilon)
    norm = reader.choice("norm", missing: norm)
    position = reader.choice("position", missing: position)
    feedForward = reader.choice("ffn", missing: feedForward)
    tieEmbeddings = reader.bool("tie_embeddings", missing: tieEmbeddings)
    ownHeadWidth = reader.optional("head_width") { $0.int }
    normKind = reader.optional("norm_kind") { $0.string.flatMap(NormKind.init) } ?? .rms
    biases = reader.optional("biases", LinearBiases.init(json:)) ?? []
    ropeScaling = reader.optional("rope_scaling", RotationScaling.init(json:))
    keyValueHeads = reader.optional("kv_heads") { $0.int }
    normsHeads = reader.optional("qk_norm") { $0.bool } ?? false
    attentionWindow = reader.optional("window") { $0.int }
    logitCap = reader.optional("logit_softcap") { $0.double }
    valueResidual = reader.optional("value_residual") { $0.bool } ?? false
    embeddingResidual = reader.optional("embedding_residual") { $0.bool } ?? false
    guard reader.isComplete else { return nil }
  }
}
