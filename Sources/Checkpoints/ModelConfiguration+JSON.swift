import Formats
import Transformer

/// A model's configuration as JSON members; the keys are the names of lm-train's flags.
extension ModelConfiguration {
  package var members: [String: JSONValue] {
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
    guard reader.isComplete else { return nil }
  }
}
