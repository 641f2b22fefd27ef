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

  /// Reads the members out of an object that may hold others too; nil if one is missing or of the wrong kind.
  /// Whether a model can be made of the values is for `validate()` to say.
  package init?(json: JSONValue) {
    guard
      let vocabulary = json["vocab_size"]?.int, let contextLength = json["context_length"]?.int,
      let width = json["d_model"]?.int, let layers = json["layers"]?.int, let heads = json["heads"]?.int,
      let feedForwardWidth = json["d_ff"]?.int, let ropeTheta = json["rope_theta"]?.double,
      let normEpsilon = json["norm_epsilon"]?.double,
      let norm = json["norm"]?.string.flatMap(NormPlacement.init(rawValue:)),
      let position = json["position"]?.string.flatMap(PositionEncoding.init(rawValue:)),
      let feedForward = json["ffn"]?.string.flatMap(FeedForwardKind.init(rawValue:)),
      let tieEmbeddings = json["tie_embeddings"]?.bool
    else { return nil }
    self.init()
    self.vocabulary = vocabulary
    self.contextLength = contextLength
    self.width = width
    self.layers = layers
    self.heads = heads
    self.feedForwardWidth = feedForwardWidth
    self.ropeTheta = ropeTheta
    self.normEpsilon = normEpsilon
    self.norm = norm
    self.position = position
    self.feedForward = feedForward
    self.tieEmbeddings = tieEmbeddings
  }
}
