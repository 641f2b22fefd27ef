/// Where every activation of a pass lies in one flat buffer, and so how much memory the pass takes.
///
/// Training keeps per block only what cannot be made again cheaply: the outputs of norms and of the
/// feed-forward activation are recomputed on the way back, which saves about a third of the memory. The way back
/// needs hardly any of its own: a gradient replaces what it is the gradient of. Evaluation keeps nothing: all
/// blocks use the same places, and a block's output takes its input's.
package struct ActivationPlan: Sendable {
  /// What the pass is for.
  package enum Purpose: Sendable {
    /// Forward and backward.
    case training
    /// Forward only.
    case evaluation
  }

  package let configuration: ModelConfiguration
  package let shape: BatchShape
  package let purpose: Purpose
  /// Floats in the buffer.
  package let count: Int

  let blocks: [BlockActivations]
  let shared: SharedActivations

  /// Plans passes of up to `shape`, for a configuration that ``ModelConfiguration/validate()`` accepts.
  /// Allocates no activation.
  package init(_ configuration: ModelConfiguration, shape: BatchShape, purpose: Purpose) {
    self.configuration = configuration
    self.shape = shape
    self.purpose = purpose
    var offsets = OffsetAllocator()
    shared = SharedActivations(configuration, shape, purpose, &offsets)
    switch purpose {
    case .training:
      blocks = (0..<configuration.layers).map { _ in
        BlockActivations(configuration, shape, input: offsets.allocate(shape.rows * configuration.width), &offsets)
      }
    case .evaluation:
      let block = BlockActivations(configuration, shape, passedOn: shared.output, &offsets)
      blocks = [BlockActivations](repeating: block, count: configuration.layers)
    }
    count = offsets.count
  }

  /// Floats that a plan would have, at most, for a batch of any size: no sum of sizes is too large for it.
  package static func floatsAtMost(
    _ configuration: ModelConfiguration, shape: BatchShape, purpose: Purpose
  ) -> Double {
    let one = BatchShape(batch: 1, positions: shape.positions)
    return Double(ActivationPlan(configuration, shape: one, purpose: purpose).count) * Double(shape.batch)
  }
}

/// Places of what one block keeps. Rows are (R, …).
struct BlockActivations: Sendable {
  let input: Int  // (R, D)
  let qkv: Int  // (R, queries' and 2 keys' widths), query, key and value side by side, before norms and rotation
  let ownValues: Int?  // (R, keys' width), the values before they moved toward the first block's; not in that one
  let attention: Int  // (R, queries' width), the heads' outputs before the output projection
  let logSumExp: Int  // (B, H, T)

  /// Whether there are places for what only the backward pass reads; the forward pass alone needs none of them for all
  /// rows at once (``BlockRows``), and they stand at 0.
  let isForBackward: Bool
  let attentionResidual: Int  // (R, D), attention's residual sum (post-norm: before its norm)
  let gateUp: Int  // (R, 2F), gate and up side by side; (R, F) without a gate
  let feedForwardResidual: Int?  // (R, D), post-norm only: the feed-forward layer's residual sum, before its norm
  let attentionScale, feedForwardScale: Int  // (R), by which the norms multiplied

  /// For a forward and a backward pass.
  init(_ configuration: ModelConfiguration, _ shape: BatchShape, input: Int, _ offsets: inout OffsetAllocator) {
    let wide = shape.rows * configuration.width
    self.input = input
    qkv = offsets.allocate(shape.rows * configuration.qkvWidth)
    attention = offsets.allocate(shape.rows * configuration.queryWidth)
    ownValues = configuration.valueResidual ? offsets.allocate(shape.rows * configuration.keyValueWidth) : nil
    logSumExp = offsets.allocate(shape.rows * configuration.heads)
    isForBackward = true
    attentionResidual = offsets.allocate(wide)
    gateUp = offsets.allocate(shape.rows * configuration.gateUpWidth)
    feedForwardResidual = configuration.norm == .post ? offsets.allocate(wide) : nil
    attentionScale = offsets.allocate(shape.rows)
    feedForwardScale = offsets.allocate(shape.rows)
  }

  /// For a forward pass alone, from `stream` to `stream`.
  init(_ configuration: ModelConfiguration, _ shape: BatchShape, passedOn stream: Int, _ offsets: inout OffsetAllocator)
  {
    input = stream
    qkv = offsets.allocate(shape.rows * configuration.qkvWidth)
    attention = offsets.allocate(shape.rows * configuration.queryWidth)
    ownValues = nil
    logSumExp = offsets.allocate(shape.rows * configuration.heads)
    isForBackward = false
    (attentionResidual, gateUp, feedForwardResidual) = (0, 0, nil)
    (attentionScale, feedForwardScale) = (0, 0)
  }
}

/// Places that all blocks use in turn.
struct SharedActivations: Sendable {
  let output: Int  // (R, D), the last block's output
  let losses: Int  // (R)
  let embedded: Int?  // (R, D), the token embeddings, where the first block's input does not keep them
  let firstValues: Int?  // (R, keys' width), the first block's values
  let dEmbedded, dFirstValues: Int?  // their gradients, gathered from the blocks after the first
  let normed: Int  // (R, D), output of the norm at hand, made again
  let scale: Int  // (R), of the final norm
  let activated: Int  // (R, F), output of the feed-forward activation, made again, and its gradient
  let dResidual: Int  // (R, D), gradient of the residual stream
  let dBranch: Int  // (R, D), gradient inside a residual branch: takes the place of `output`, done with by then

  /// What only the backward pass needs stands at 0, or is nil, in a plan for evaluation.
  init(
    _ configuration: ModelConfiguration, _ shape: BatchShape, _ purpose: ActivationPlan.Purpose,
    _ offsets: inout OffsetAllocator
  ) {
    let wide = shape.rows * configuration.width
    let inner = shape.rows * configuration.feedForwardWidth
    let isForTraining = purpose == .training
    // On the way back what all heads found has its gradient here.
    let branch = shape.rows * max(configuration.width, isForTraining ? configuration.queryWidth : 0)
    (output, losses) = (offsets.allocate(branch), offsets.allocate(shape.rows))
    dBranch = output
    let shared = shape.rows * configuration.keyValueWidth
    embedded = configuration.embeddingResidual && !isForTraining ? offsets.allocate(wide) : nil
    firstValues = configuration.valueResidual ? offsets.allocate(shared) : nil
    dEmbedded = configuration.embeddingResidual && isForTraining ? offsets.allocate(wide) : nil
    dFirstValues = configuration.valueResidual && isForTraining ? offsets.allocate(shared) : nil
    if isForTraining {
      (normed, scale) = (offsets.allocate(wide), offsets.allocate(shape.rows))
      (activated, dResidual) = (offsets.allocate(inner), offsets.allocate(wide))
    } else {
      (normed, scale, activated, dResidual) = (0, 0, 0, 0)
    }
  }
}
