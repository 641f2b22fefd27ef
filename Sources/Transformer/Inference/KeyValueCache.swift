import Kernels

/// Keys and values of the positions that a batch of sequences has been through, for every block.
///
/// Per block two arrays (B, capacity, H, K). Keys are stored rotated, so a position never has to be touched again.
struct KeyValueCache {
  let capacity: Int
  /// Positions filled, the same for every sequence.
  var past = 0
  private let stride: Int
  private let keys: FloatBuffer
  private let values: FloatBuffer

  init(configuration: ModelConfiguration, batch: Int, capacity: Int) {
    self.capacity = capacity
    // A block's part starts on a 64-byte boundary.
    stride = (batch * capacity * configuration.width + 15) / 16 * 16
    keys = FloatBuffer(count: stride * configuration.layers)
    values = FloatBuffer(count: stride * configuration.layers)
  }

  func block(_ index: Int) -> BlockCache {
    BlockCache(
      keys: keys.pointer + index * stride, values: values.pointer + index * stride, past: past,
      capacity: capacity)
  }
}

/// One block's part of the cache during one pass.
struct BlockCache {
  let keys: UnsafeMutablePointer<Float>  // (B, capacity, D)
  let values: UnsafeMutablePointer<Float>  // (B, capacity, D)
  let past: Int
  let capacity: Int

  /// Stores the pass's keys and values, then attends to everything stored so far: `saved.attended`.
  func attend(_ block: Block) {
    store(block.saved.key, in: keys, block)
    store(block.saved.value, in: values, block)
    block.operations.cachedAttention(
      out: block.saved.attended, q: block.saved.query, keyCache: keys, valueCache: values,
      batch: block.shape.batch, newPositions: block.shape.positions, pastPositions: past, capacity: capacity,
      heads: block.configuration.heads, headWidth: block.configuration.headWidth)
  }

  /// Copies rows (B, n, D) to positions `past ..< past + n` of each sequence.
  private func store(
    _ rows: UnsafeMutablePointer<Float>, in stored: UnsafeMutablePointer<Float>, _ block: Block
  ) {
    let size = block.shape.positions * block.width
    for sequence in 0..<block.shape.batch {
      let place = stored + (sequence * capacity + past) * block.width
      place.update(from: rows + sequence * size, count: size)
    }
  }
}
