/// Where the values of some of a block's rows lie on the way forward: in what the backward pass will read, or in a
/// workspace for these rows alone that the next rows use again.
struct BlockRows {
  let first, count: Int
  let x, qkv, attention: UnsafeMutablePointer<Float>  // (r, D), (r, queries' and 2 keys' widths), (r, queries' width)
  let attentionResidual: UnsafeMutablePointer<Float>  // (r, D)
  let feedForwardResidual: UnsafeMutablePointer<Float>  // (r, D), post-norm only
  let gateUp: UnsafeMutablePointer<Float>  // (r, 2F) or (r, F)
  let attentionScale, feedForwardScale: UnsafeMutablePointer<Float>  // (r)
  let normed, activated: UnsafeMutablePointer<Float>  // (r, D), (r, F): never kept

  /// Rows `rows` of a block, with ``workspacePerRow(_:)`` floats of workspace for each.
  init(_ block: Block, _ rows: Range<Int>, workspace: UnsafeMutablePointer<Float>) {
    let (first, width) = (rows.lowerBound, block.width)
    let saved = block.saved
    (self.first, count) = (first, rows.count)
    x = saved.input + first * width
    qkv = saved.qkv + first * block.configuration.qkvWidth
    attention = saved.attention + first * block.queryWidth
    normed = workspace
    activated = normed + rows.count * width
    var free = activated + rows.count * block.feedForwardWidth
    func place(_ kept: UnsafeMutablePointer<Float>?, _ width: Int) -> UnsafeMutablePointer<Float> {
      if let kept, saved.offsets.isForBackward { return kept + first * width }
      defer { free += rows.count * width }
      return free
    }
    attentionResidual = place(saved.attentionResidual, width)
    feedForwardResidual = place(saved.feedForwardResidual, width)
    gateUp = place(saved.gateUp, block.gateUpWidth)
    attentionScale = place(saved.attentionScale, 1)
    feedForwardScale = place(saved.feedForwardScale, 1)
  }

  /// Enough for whatever is not kept.
  static func workspacePerRow(_ configuration: ModelConfiguration) -> Int {
    3 * configuration.width + 3 * configuration.feedForwardWidth + 2
  }
}
