/// The tokens of pretokens seen lately: at most 15 bytes and at most 7 tokens each, in a table of fixed size.
///
/// Two entries of 32 bytes form a set that fills one cache line: the hash chooses the set, and a new entry pushes
/// out the older one. So a look-up touches one line, memory never grows, and frequent words stay.
///
/// Safety contract: `entries` holds `2 * sets` entries, aligned to 64 bytes.
final class PretokenCache {
  /// The most tokens that an entry holds.
  static let mostTokens = 7

  /// Tokens 0...3 in `first`, 4...6 in `second`, lowest bits first; the top 16 bits of `second` are their number.
  struct Tokens {
    var first: UInt64
    var second: UInt64

    @inline(__always)
    var count: Int { Int(truncatingIfNeeded: second >> 48) }

    /// Writes 8 ids at `output`, of which the first `count` mean anything.
    @inline(__always)
    func store(to output: UnsafeMutablePointer<TokenID>) {
      let raw = UnsafeMutableRawPointer(output)
      raw.storeBytes(of: first.littleEndian, as: UInt64.self)
      raw.storeBytes(of: second.littleEndian, toByteOffset: 8, as: UInt64.self)
    }

    /// Packs at most `mostTokens` ids.
    init(_ tokens: UnsafeBufferPointer<TokenID>) {
      first = 0
      second = UInt64(tokens.count) << 48
      for (i, token) in tokens.enumerated() {
        if i < 4 { first |= UInt64(token) << (16 * i) } else { second |= UInt64(token) << (16 * (i - 4)) }
      }
    }
  }

  private struct Entry {
    var low: UInt64
    var high: UInt64
    var tokens: Tokens
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let mask: Int

  /// - Parameter sets: A power of two; each set takes 64 bytes.
  init(sets: Int = 1 << 16) {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: 64 * sets, alignment: 64)
    raw.initializeMemory(as: UInt64.self, repeating: 0, count: 8 * sets)
    entries = raw.assumingMemoryBound(to: Entry.self)
    mask = sets - 1
  }

  deinit { UnsafeMutableRawPointer(entries).deallocate() }

  /// The tokens of the pretoken, if they are here.
  @inline(__always)
  func find(_ key: PretokenKey) -> UnsafePointer<Tokens>? {
    let set = entries + 2 * (Int(truncatingIfNeeded: key.hash) & mask)
    if set[0].low == key.low && set[0].high == key.high { return tokens(of: set) }
    if set[1].low == key.low && set[1].high == key.high { return tokens(of: set + 1) }
    return nil
  }

  /// Remembers the tokens of a pretoken that is not here.
  func insert(_ key: PretokenKey, _ tokens: Tokens) {
    let set = entries + 2 * (Int(truncatingIfNeeded: key.hash) & mask)
    set[1] = set[0]
    set[0] = Entry(low: key.low, high: key.high, tokens: tokens)
  }

  @inline(__always)
  private func tokens(of entry: UnsafeMutablePointer<Entry>) -> UnsafePointer<Tokens> {
    let raw = UnsafeRawPointer(entry) + 16
    return raw.assumingMemoryBound(to: Tokens.self)
  }
}
