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
  /// W2 relu(W1 x)² (So et al. 2021, https://arxiv.org/abs/2109.08668).
  case relu2
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

  /// Heads of keys and values, a divisor of the heads: each is shared by as many heads of queries (Ainslie et al. 2023,
  /// https://arxiv.org/abs/2305.13245). Nil for one of each head's own.
  package var keyValueHeads: Int?
  /// Whether queries and keys are normed, head by head, before they are rotated (Henry et al. 2020,
  /// https://arxiv.org/abs/2010.04245).
  package var normsHeads = false
  /// Positions that attention looks back, the own one included; nil for all of them.
  package var attentionWindow: Int?
  /// Each logit x becomes cap · tanh(x / cap); nil for logits as they are (https://arxiv.org/abs/2408.00118).
  package var logitCap: Double?
  /// Whether every block but the first moves its values toward those of the first block, by a learnt share (Zhou et al.
  /// 2024, https://arxiv.org/abs/2410.17897).
  package var valueResidual = false
  /// Whether the token embedding is added to the input of every block but the first, times a learnt number.
  package var embeddingResidual = false

  /// The TinyStories model, to be changed field by field.
  package init() {}

  /// Outputs of the feed-forward layer's first product: gate and up side by side, or one.
  package var gateUpWidth: Int { feedForward == .swiglu ? 2 * feedForwardWidth : feedForwardWidth }
}
