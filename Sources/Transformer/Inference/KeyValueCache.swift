import Kernels

/// Keys and values of the positions that a batch of sequences has been through, for every block.
///
/// Per block two arrays (B, H, capacity, K): each head's rows lie together, in the order in which attention reads them.
/// Keys are stored rotated, so a position never has to be touched again.
struct KeyValueCache {
  let capacity: Int
  /// Positions filled, the same for every sequence.
  var past = 0
  private let batch, layers, heads, headWidth: Int
  private let stride: Int
  private let keys: FloatBuffer
  private let values: FloatBuffer

  init(configuration: ModelConfiguration, batch: Int, capacity: Int) {
    self.capacity = capacity
    (self.batch, layers) = (batch, configuration.layers)
    (heads, headWidth) = (configuration.heads, configuration.headWidth)
    // A block's part starts on a 64-byte boundary.
    stride = (batch * capacity * configuration.width + 15) / 16 * 16
    keys = FloatBuffer(count: stride * configuration.layers)
    values = FloatBuffer(count: stride * configuration.layers)
  }

  /// One block's part, from a sequence on, for a pass that begins at position `past`.
  func block(_ index: Int, from sequence: Int = 0, past: Int) -> BlockCache {
    let start = index * stride + sequence * heads * capacity * headWidth
    return BlockCache(
      keys: keys.pointer + start, values: values.pointer + start, past: past, capacity: capacity, heads: heads,
      headWidth: headWidth)
  }

  /// Gives every sequence the first one's positions `range`.
  func shareFirst(_ range: Range<Int>) {
    let (start, count) = (range.lowerBound * headWidth, range.count * headWidth)
    for index in 0..<layers {
      let block = block(index, past: 0)
      for head in heads..<max(1, batch) * heads {
        let (from, to) = (head % heads * capacity * headWidth + start, head * capacity * headWidth + start)
        (block.keys + to).update(from: block.keys + from, count: count)
        (block.values + to).update(from: block.values + from, count: count)
      }
    }
  }
}

/// One block's part of the cache during one pass.
struct BlockCache {
  let keys: UnsafeMutablePointer<Float>  // (B, H, capacity, K)
  let values: UnsafeMutablePointer<Float>  // (B, H, capacity, K)
  let past: Int
  let capacity: Int
  let heads, headWidth: Int

  /// Stores a pass's keys and values (B, n, H, K) at positions `past ..< past + n` of each sequence.
  func store(_ newKeys: UnsafePointer<Float>, _ newValues: UnsafePointer<Float>, _ shape: BatchShape) {
    for row in 0..<shape.rows {
      let (sequence, position) = (row / shape.positions, past + row % shape.positions)
      for head in 0..<heads {
        let from = (row * heads + head) * headWidth
        let to = ((sequence * heads + head) * capacity + position) * headWidth
        (keys + to).update(from: newKeys + from, count: headWidth)
        (values + to).update(from: newValues + from, count: headWidth)
      }
    }
  }
}
