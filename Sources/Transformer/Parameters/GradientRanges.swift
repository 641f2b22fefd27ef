/// The parts of a buffer of gradients in which a backward pass completes them.
///
/// A table that is embedding and output layer at once gets two gradients. If the buffer keeps them apart, the one as output
/// layer is complete after the loss already.
struct GradientRanges {
  /// What the loss and the final norm complete.
  let afterLoss: [Range<Int>]
  /// Each block.
  let blocks: [Range<Int>]
  /// The embedding's gradient, and if it is at the buffer's start, whatever lies there with it.
  let embedding: Range<Int>

  /// Those of a buffer of `floats`, either the layout's count or with the layout's `tiedEmbedding` behind it.
  init(_ layout: ParameterLayout, floats: Int) {
    let end = layout.buckets.dropFirst(1 + layout.blocks.count)
    blocks = Array(layout.buckets.dropFirst().prefix(layout.blocks.count))
    if floats == layout.count {
      (afterLoss, embedding) = (Array(end), layout.buckets[0])
    } else {
      guard let apart = layout.tiedEmbedding, floats == apart.upperBound else {
        preconditionFailure("gradients of \(floats) floats for a layout of \(layout.count)")
      }
      (afterLoss, embedding) = (end + [layout.buckets[0]], apart)
    }
  }

  /// All of them, in the order in which they are complete.
  var all: [Range<Int>] { afterLoss + blocks.reversed() + [embedding] }
}
