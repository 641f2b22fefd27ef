import Kernels

/// Keys and values of the positions that a batch of sequences has been through, for every block.
///
/// Per block two arrays (B, capacity, H, K). Keys are stored rotated, so a position never has to be touched again.
struct KeyValueCache {
  let capacity: Int
  /// Positions filled, the same for every sequence.
  var past = 0
  private let batch, layers, width: Int
  private let stride: Int
  private let keys: FloatBuffer
  private let values: FloatBuffer

  init(configuration: ModelConfiguration, batch: Int, capacity: Int) {
    self.capacity = capacity
    (self.batch, layers, width) = (batch, configuration.layers, configuration.width)
    // A block's part starts on a 64-byte boundary.
    stride = (batch * capacity * configuration.width + 15) / 16 * 16
    keys = FloatBuffer(count: stride * configuration.layers)
    values = FloatBuffer(count: stride * configuration.layers)
  }

  /// One block's part, from a sequence on, for a pass that begins at position `past`.
  func block(_ index: Int, from sequence: Int = 0, past: Int) -> BlockCache {
    let start = index * stride + sequence * capacity * width
    return BlockCache(
      keys: keys.pointer + start, values: values.pointer + start, past: past, capacity: capacity)
  }

  /// Gives every sequence the first one's positions `range`.
  func shareFirst(_ range: Range<Int>) {
    for index in 0..<layers {
      let first = block(index, past: 0)
      for sequence in 1..<max(1, batch) {
        let other = block(index, from: sequence, past: 0)
        let (start, count) = (range.lowerBound * width, range.count * width)
        (other.keys + start).update(from: first.keys + start, count: count)
        (other.values + start).update(from: first.values + start, count: count)
      }
    }
  }
}

/// One block's part of the cache during one pass.
struct BlockCache {
  let keys: UnsafeMutablePointer<Float>  // (B, capacity, D)
  let values: UnsafeMutablePointer<Float>  // (B, capacity, D)
  let past: Int
  let capacity: Int

  /// Stores a pass's keys and values (B, n, D) at positions `past ..< past + n` of each sequence.
  func store(
    _ newKeys: UnsafePointer<Float>, _ newValues: UnsafePointer<Float>, _ shape: BatchShape, width: Int
  ) {
    let size = shape.positions * width
    for sequence in 0..<shape.batch {
      let place = (sequence * capacity + past) * width
      (keys + place).update(from: newKeys + sequence * size, count: size)
      (values + place).update(from: newValues + sequence * size, count: size)
    }
  }
}
