import ArgumentParser
import CommandSupport
import Transformer

/// The flags that shape the model, as typed. What is left out comes from the run being resumed, the preset or the
/// TinyStories configuration, in that order: see ``TrainRequest``.
struct ModelFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Use the sizes of a named model, the recipe of today (modern), or both, as owt,modern. Flags that are given win. \
      (default: tinystories)
      """, valueName: "name"))
  var preset: Preset?

  @Option(
    help: ArgumentHelp(
      """
      Begin with a model's parameters, and with its shape: a checkpoint, RUN or RUN/best, a folder of transformers, a file of \
      nanoGPT or llm.c, or a state dict, for which --heads, --context-length and --rope-theta tell the rest.
      """, valueName: "path"),
    completion: .file())
  var initFrom: String?

  @Option(help: ArgumentHelp("Tokens in the vocabulary. (default: the dataset's)", valueName: "n"))
  var vocabSize: Int?

  @Option(help: ArgumentHelp("Maximum number of tokens the model sees at once. (default: 256)", valueName: "n"))
  var contextLength: Int?

  @Option(name: .customLong("d-model"), help: ArgumentHelp("Model width. (default: 512)", valueName: "n"))
  var width: Int?

  @Option(help: ArgumentHelp("Transformer blocks. (default: 4)", valueName: "n"))
  var layers: Int?

  @Option(
    help: ArgumentHelp(
      "Attention heads; must divide the width, unless --head-width is given. (default: 16)", valueName: "n"))
  var heads: Int?

  @Option(
    help: ArgumentHelp("Width of an attention head; 0 for --d-model / --heads. (default: 0)", valueName: "n"))
  var headWidth: Int?

  @Option(
    name: .customLong("d-ff"),
    help: ArgumentHelp(
      "Feed-forward width. (default: 8/3 of the width, rounded down to a multiple of 64; 4 widths without a gate)",
      valueName: "n"))
  var feedForwardWidth: Int?

  @Option(help: ArgumentHelp("Base of the rotary position angles. (default: 10000)", valueName: "x"))
  var ropeTheta: Double?

  @Option(help: "The norm before each sublayer, after it, or none. (default: pre)")
  var norm: NormPlacement?

  @Option(help: "RMSNorm, or LayerNorm with bias. (default: rms)")
  var normKind: NormKind?

  @Option(
    help: ArgumentHelp(
      "Linear layers with biases: qkv, output, ffn, several with commas, all or none. (default: none)",
      valueName: "list"), completion: .list(LinearBiases.allValueStrings))
  var biases: LinearBiases?

  @Option(help: "Position encoding. (default: rope)")
  var position: PositionEncoding?

  @Option(help: "Feed-forward layer. (default: swiglu)")
  var ffn: FeedForwardKind?

  @Flag(inversion: .prefixedNo, help: "Use one matrix for the token embedding and the output layer. (default: no)")
  var tieEmbeddings: Bool?

  @Option(
    help: ArgumentHelp(
      "Heads of keys and values, each shared by as many attention heads; divides --heads. (default: --heads)",
      valueName: "n"))
  var kvHeads: Int?

  @Flag(inversion: .prefixedNo, help: "RMSNorm of each head's queries and keys before they are rotated. (default: no)")
  var qkNorm: Bool?

  @Option(
    help: ArgumentHelp("Positions that attention looks back, at most; 0 for all. (default: all)", valueName: "n"))
  var window: Int?

  @Option(
    help: ArgumentHelp(
      "Cap logits smoothly at this size, x to cap tanh(x / cap); 0 for no cap. (default: 0)", valueName: "x"))
  var logitSoftcap: Double?

  @Flag(
    inversion: .prefixedNo,
    help: "Move each block's values toward those of the first block, by a learnt share. (default: no)")
  var valueResidual: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Add the token embedding to each block's input, times a learnt number. (default: no)")
  var embeddingResidual: Bool?
}

extension NormPlacement: ExpressibleByArgument {}
extension NormKind: ExpressibleByArgument {}
extension PositionEncoding: ExpressibleByArgument {}
extension FeedForwardKind: ExpressibleByArgument {}

extension LinearBiases: ExpressibleByArgument {
  public init?(argument: String) {
    self = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      if word == "all" {
        for (_, biases) in Self.names { insert(biases) }
      } else if let found = Self.names.first(where: { $0.name == word }) {
        insert(found.biases)
      } else if argument != "none" {
        return nil
      }
    }
  }

  public static var allValueStrings: [String] { names.map(\.name) + ["all", "none"] }
}
