import StableHLO

/// Attention of new positions to a cache that they are added to, block after block.
final class CachedAttentionGraph: AttentionGraph {
  /// (blocks, B, C, H, K), H heads of keys and values.
  private(set) var keys, values: Value
  /// How many positions are in the cache (a scalar i32).
  private let past: Value
  private let window: Int?
  private var block = 0

  init(keys: Value, values: Value, past: Value, window: Int?) {
    (self.keys, self.values, self.past, self.window) = (keys, values, past, window)
  }

  func attend(_ q: Value, _ k: Value, _ v: Value) throws -> Value {
    defer { block += 1 }
    keys = try adding(k, to: keys)
    values = try adding(v, to: values)
    return try PlainAttention(window: window).attend(q, ofBlock(keys), ofBlock(values), from: past)
  }

  private func adding(_ new: Value, to cache: Value) throws -> Value {
    let (zero, block) = (try past.filled(with: 0), try past.filled(with: Double(block)))
    return try cache.updated(with: new.reshaped([1] + new.shape), starts: [block, zero, past, zero, zero])
  }

  private func ofBlock(_ cache: Value) throws -> Value {
    try cache.sliced(block..<block + 1, dimension: 0).reshaped(Array(cache.shape.dropFirst()))
  }
}
