/// Where the values of some of a block's rows lie on the way forward: in what the backward pass will read, or in a room
/// for these rows alone that the next rows use again.
struct BlockRows {
  let count: Int
  let x, projected, attended: UnsafeMutablePointer<Float>  // (r, D), (r, 3D), (r, D)
  let middle: UnsafeMutablePointer<Float>  // (r, D), after attention's residual sum
  let sum: UnsafeMutablePointer<Float>  // (r, D), post-norm only: after the feed-forward layer's
  let gateUp: UnsafeMutablePointer<Float>  // (r, 2F) or (r, F)
  let firstInverseRMS, secondInverseRMS: UnsafeMutablePointer<Float>  // (r)
  let normed, activated: UnsafeMutablePointer<Float>  // (r, D), (r, F): never kept

  /// Rows `rows` of a block, with ``roomPerRow`` floats of room for each.
  init(_ block: Block, _ rows: Range<Int>, room: UnsafeMutablePointer<Float>) {
    let (first, width, inner) = (rows.lowerBound, block.width, block.inner)
    let saved = block.saved
    count = rows.count
    x = saved.input + first * width
    projected = saved.projected + first * 3 * width
    attended = saved.attended + first * width
    normed = room
    activated = normed + rows.count * width
    var free = activated + rows.count * inner
    func place(_ kept: UnsafeMutablePointer<Float>?, _ width: Int) -> UnsafeMutablePointer<Float> {
      if let kept, saved.offsets.isForBackward { return kept + first * width }
      defer { free += rows.count * width }
      return free
    }
    middle = place(saved.middle, width)
    sum = place(saved.sum, width)
    gateUp = place(saved.gateUp, block.innerOutputs)
    firstInverseRMS = place(saved.firstInverseRMS, 1)
    secondInverseRMS = place(saved.secondInverseRMS, 1)
  }

  /// Enough for whatever is not kept.
  static func roomPerRow(_ configuration: ModelConfiguration) -> Int {
    3 * configuration.width + 3 * configuration.feedForwardWidth + 2
  }
}
