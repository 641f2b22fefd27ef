import Kernels

/// Keys and values of the positions that a batch of sequences has been through, for every block.
///
/// Per block two arrays (B, H, capacity, K), H heads of keys and values: each head's rows lie together, in the order in which attention reads them.
/// Keys are stored normed and rotated, so a position never has to be touched again.
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
    (heads, headWidth) = (configuration.sharedHeads, configuration.headWidth)
    // A block's part starts on a 64-byte boundary.
    stride = (batch * capacity * configuration.keyValueWidth + 15) / 16 * 16
    keys = FloatBuffer(count: stride * configuration.layers)
    values = FloatBuffer(count: stride * configuration.layers)
  }

  /// One block's part, from a sequence on, for a pass that begins at position `past`.
  func block(_ index: Int, from sequence: Int = 0, past: Int) -> CachedPositions {
    let start = index * stride + sequence * heads * capacity * headWidth
    return CachedPositions(
      memory: KeyValueMemory(
        keys: keys.pointer + start, values: values.pointer + start, capacity: capacity, heads: heads,
        headWidth: headWidth),
      past: past)
  }

  /// Gives every sequence the first one's positions `range`.
  func copyFirstToAll(_ range: Range<Int>, _ operations: any Operations) {
    let (start, count) = (range.lowerBound * headWidth, range.count * headWidth)
    for index in 0..<layers {
      let block = block(index, past: 0).memory
      for head in heads..<max(1, batch) * heads {
        let (from, to) = (head % heads * capacity * headWidth + start, head * capacity * headWidth + start)
        operations.copy(out: block.keys + to, x: block.keys + from, count: count)
        operations.copy(out: block.values + to, x: block.values + from, count: count)
      }
    }
  }
}

/// One block's part of the cache during one pass.
struct CachedPositions {
  let memory: KeyValueMemory
  /// Position of the first new row of every sequence.
  let past: Int
}
