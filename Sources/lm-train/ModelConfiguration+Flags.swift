import Transformer

extension ModelConfiguration {
  /// The model that the flags describe; what they leave out comes from `previous`, or else from the preset. The
  /// size of the vocabulary is the dataset's when no flag gives another.
  ///
  /// - Throws: `ModelError` if no model can be made of the values.
  init(flags: ModelFlags, previous: ModelConfiguration?, vocabulary: Int?) throws {
    self = flags.preset?.sizes?.configuration ?? previous ?? ModelPreset.tinystories.configuration
    let isModern = flags.preset?.isModern ?? false
    if isModern { ModernRecipe.fill(&self) }
    self.vocabulary = flags.vocabSize ?? vocabulary ?? self.vocabulary
    let base = self
    contextLength = flags.contextLength ?? contextLength
    width = flags.width ?? width
    layers = flags.layers ?? layers
    heads = flags.heads ?? heads
    ownHeadWidth = flags.headWidth.map { $0 == 0 ? nil : $0 } ?? ownHeadWidth
    ropeTheta = flags.ropeTheta ?? ropeTheta
    norm = flags.norm ?? norm
    normKind = flags.normKind ?? normKind
    biases = flags.biases ?? biases
    position = flags.position ?? position
    feedForward = flags.ffn ?? feedForward
    tieEmbeddings = flags.tieEmbeddings ?? tieEmbeddings
    keyValueHeads = flags.kvHeads ?? (isModern ? ModernRecipe.keyValueHeads(of: heads) : keyValueHeads)
    normsHeads = flags.qkNorm ?? normsHeads
    attentionWindow = flags.window.map { $0 == 0 ? nil : $0 } ?? attentionWindow
    logitCap = flags.logitSoftcap.map { $0 == 0 ? nil : $0 } ?? logitCap
    valueResidual = flags.valueResidual ?? valueResidual
    embeddingResidual = flags.embeddingResidual ?? embeddingResidual
    if let inner = flags.feedForwardWidth {
      feedForwardWidth = inner
    } else if width != base.width || feedForward != base.feedForward {
      feedForwardWidth = Self.usualFeedForwardWidth(feedForward, width: width)
    }
    try validate()
  }

  /// CS336's choice: 8/3 of the width with a gate, rounded down to a multiple of 64; 4 widths without, which has
  /// about as many parameters.
  static func usualFeedForwardWidth(_ kind: FeedForwardKind, width: Int) -> Int {
    guard kind == .swiglu, width > 0, width < 1 << 40 else { return width < 1 << 40 ? 4 * width : width }
    return max(64, 8 * width / 3 / 64 * 64)
  }
}
