import TestSupport
import Testing
import Transformer

/// A configuration that the CPU engine has, small enough for the interpreter.
struct Ablation: Sendable, CustomTestStringConvertible {
  let name: String
  let configuration: ModelConfiguration
  var testDescription: String { name }

  private init(_ name: String, _ change: (inout ModelConfiguration) -> Void = { _ in }) {
    self.name = name
    var configuration = ModelConfiguration.sized(
      vocabulary: 24, contextLength: 6, width: 8, layers: 2, heads: 2, feedForwardWidth: 12)
    change(&configuration)
    self.configuration = configuration
  }

  static let standard = Ablation("the usual one")

  static let all = [
    standard,
    Ablation("norm after the sums") { $0.norm = .post },
    Ablation("no norms") { $0.norm = .none },
    Ablation("no positions") { $0.position = .none },
    Ablation("no gate") { $0.feedForward = .silu },
    Ablation("tied embeddings") { $0.tieEmbeddings = true },
    Ablation("tied, without norms") { ($0.tieEmbeddings, $0.norm) = (true, .none) },
    Ablation("shared keys and values") { $0.keyValueHeads = 1 },
    Ablation("normed heads, a window") { ($0.normsHeads, $0.attentionWindow) = (true, 3) },
    Ablation("capped logits, squared ReLU") { ($0.logitCap, $0.feedForward) = (2, .relu2) },
    Ablation("residuals of values and embedding") { ($0.valueResidual, $0.embeddingResidual) = (true, true) },
    Ablation("heads of their own width, biases") {
      ($0.ownHeadWidth, $0.keyValueHeads, $0.biases) = (6, 1, [.qkv, .attentionOutput, .feedForward])
    },
    Ablation("biases of queries, keys and values, scaled angles") {
      ($0.biases, $0.ropeScaling) = (.qkv, .llama3(factor: 8, low: 1, high: 4, originalContext: 16))
    },
    Ablation("GPT-2's parts") {
      ($0.normKind, $0.position, $0.feedForward, $0.tieEmbeddings) = (.layer, .learned, .gelu, true)
      // Without rotation a bias of keys moves all scores of a query alike: its gradient is rounding, which AdamW makes
      // steps of.
      $0.biases = [.attentionOutput, .feedForward]
    },
    Ablation("GELU by erf") { ($0.feedForward, $0.normKind) = (.geluErf, .layer) },
    Ablation("LayerNorm after the sums") { ($0.norm, $0.normKind) = (.post, .layer) },
    Ablation("everything of today") {
      ($0.keyValueHeads, $0.normsHeads, $0.attentionWindow, $0.logitCap) = (1, true, 4, 5)
      ($0.feedForward, $0.valueResidual, $0.embeddingResidual, $0.tieEmbeddings) = (.relu2, true, true, true)
    },
    Ablation("one head, one block, another angle") { ($0.heads, $0.layers, $0.ropeTheta) = (1, 1, 100) },
  ]
}
