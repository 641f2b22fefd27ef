import Kernels

/// Where a block normalises.
package enum NormPlacement: String, Sendable, CaseIterable {
  /// Before each sublayer, inside the residual branch; the usual choice.
  case pre
  /// After each residual sum, as in the Transformer of 2017.
  case post
  /// Nowhere, not even before the output layer.
  case none
}

/// What a norm does with a row.
package enum NormKind: String, Sendable, CaseIterable {
  /// RMSNorm: divides by the root of the mean square, times a gain (Zhang and Sennrich 2019,
  /// https://arxiv.org/abs/1910.07467).
  case rms
  /// LayerNorm: takes the mean away, divides by the deviation, times a gain, plus a bias (Ba et al. 2016,
  /// https://arxiv.org/abs/1607.06450).
  case layer
}

/// How the model knows where a token stands.
package enum PositionEncoding: String, Sendable, CaseIterable {
  /// Rotary embedding of queries and keys (Su et al. 2021, https://arxiv.org/abs/2104.09864).
  case rope
  /// A learnt vector for each position, added to the token's embedding (Radford et al. 2019, GPT-2).
  case learned
  /// Nothing but the causal mask.
  case none
}

/// The feed-forward layer's form.
package enum FeedForwardKind: String, Sendable, CaseIterable {
  /// W2(silu(W1 x) ⊙ W3 x) (Shazeer 2020, https://arxiv.org/abs/2002.05202).
  case swiglu
  /// W2 silu(W1 x).
  case silu
  /// W2 gelu(W1 x), GELU by tanh as in GPT-2 (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415).
  case gelu
  /// W2 gelu(W1 x), GELU by erf as PyTorch has it, and so nanoGPT.
  case geluErf = "gelu-erf"
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
  /// H: attention heads per block; divides the width unless ``ownHeadWidth`` says how wide a head is.
  package var heads = 16
  /// F: inner width of the feed-forward layer.
  package var feedForwardWidth = 1_344
  /// Base of the rotary angles.
  package var ropeTheta = 10_000.0
  /// How the rotary angles are made for longer contexts than those of the first training; nil for as they are.
  package var ropeScaling: RotationScaling?
  /// Added to the mean square, or to the variance, inside a norm.
  package var normEpsilon = 1e-5
  package var norm = NormPlacement.pre
  /// What the norms are; those of heads divide by the root of the mean square in any case.
  package var normKind = NormKind.rms
  package var position = PositionEncoding.rope
  package var feedForward = FeedForwardKind.swiglu
  /// Whether the output layer uses the token embeddings as its weight.
  package var tieEmbeddings = false

  /// Width of one head where it is not the width divided by the heads.
  package var ownHeadWidth: Int?
  /// Which linear layers have biases.
  package var biases: LinearBiases = []

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
