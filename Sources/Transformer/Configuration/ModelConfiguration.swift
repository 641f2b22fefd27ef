/// Where a block normalises.
package enum NormPlacement: String, Sendable, CaseIterable {
  /// Before each sublayer, inside the residual branch; the usual choice.
  case pre
  /// After each residual sum, as in the Transformer of 2017.
  case post
  /// Nowhere, not even before the output layer.
  case none
}

/// How the model knows where a token stands.
package enum PositionEncoding: String, Sendable, CaseIterable {
  /// Rotary embedding of queries and keys (Su et al. 2021, https://arxiv.org/abs/2104.09864).
  case rope
  /// Nothing but the causal mask.
  case none
}

/// The feed-forward layer's form.
package enum FeedForwardKind: String, Sendable, CaseIterable {
  /// W2(silu(W1 x) ⊙ W3 x) (Shazeer 2020, https://arxiv.org/abs/2002.05202).
  case swiglu
  /// W2 silu(W1 x).
  case silu
}

/// The shape of a model: everything that decides which parameters it has and what it computes.
///
/// The initial values are those of CS336's TinyStories model. Any combination of values can be held;
/// ``validate()`` says whether a model can be made of it.
package struct ModelConfiguration: Sendable, Hashable {
  /// V: number of tokens.
  package var vocabulary = 10_000
  /// The longest sequence that the model sees at once.
  package var contextLength = 256
  /// D: width of the residual stream.
  package var width = 512
  /// Number of blocks.
  package var layers = 4
  /// H: attention heads per block; divides the width.
  package var heads = 16
  /// F: inner width of the feed-forward layer.
  package var feedForwardWidth = 1_344
  /// Base of the rotary angles.
  package var ropeTheta = 10_000.0
  /// Added to the mean square inside RMSNorm.
  package var normEpsilon = 1e-5
  package var norm = NormPlacement.pre
  package var position = PositionEncoding.rope
  package var feedForward = FeedForwardKind.swiglu
  /// Whether the output layer uses the token embeddings as its weight.
  package var tieEmbeddings = false

  /// The TinyStories model, to be changed field by field.
  package init() {}

  /// K: width of one head.
  package var headWidth: Int { heads > 0 ? width / heads : 0 }

  /// Outputs of the feed-forward layer's first product: gate and up side by side, or one.
  package var gateUpWidth: Int { feedForward == .swiglu ? 2 * feedForwardWidth : feedForwardWidth }

  /// The base of the rotary angles; nil without position encoding.
  var theta: Float? { position == .rope ? Float(ropeTheta) : nil }
}
