/// The tokens of pretokens seen lately: at most 15 bytes and at most 7 tokens each, in a table of fixed size.
///
/// Two entries of 32 bytes form a set that fills one cache line: the hash chooses the set, and a new entry pushes
/// out the older one. So a look-up touches one line, memory never grows, and frequent words stay.
///
/// Safety contract: `table.entries` holds `2 * (table.mask + 1)` entries, aligned to 64 bytes; a `Set` is used only
/// while its cache lives.
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

  struct Entry {
    var low: UInt64
    /// 0 where the entry is empty, since a key's length is never 0.
    var high: UInt64
    var tokens: Tokens
  }

  /// The place of two entries; one of them may be what the hash's owner looks for.
  typealias Set = UnsafeMutablePointer<Entry>

  /// Where the sets lie: plain values, so that a loop can keep them in registers.
  struct Table {
    let entries: UnsafeMutablePointer<Entry>
    let mask: Int

    /// The set that a pretoken belongs to.
    @inline(__always)
    func set(of key: PretokenKey) -> Set { entries + 2 &* (Int(truncatingIfNeeded: key.hash) & mask) }
  }

  let table: Table

  /// - Parameter textBytes: How much text there will be: for little text a small table does, and memory that was never
  ///   used costs more than what a short text takes to encode.
  init(textBytes: Int) {
    let sets = TableSize.slots(for: textBytes / 16, atMost: 1 << 17)
    let entries = ZeroedPages.allocate(byteCount: 64 * sets).bindMemory(to: Entry.self, capacity: 2 * sets)
    table = Table(entries: entries, mask: sets - 1)
  }

  deinit { ZeroedPages.deallocate(table.entries, byteCount: 64 * (table.mask + 1)) }

  /// The tokens of the pretoken, if they are in its set.
  @inline(__always)
  static func find(_ key: PretokenKey, in set: Set) -> UnsafePointer<Tokens>? {
    // Which of the two it is cannot be predicted, that it is one of them can: so only that is a branch.
    let isNotFirst = isNotZero((set[0].low ^ key.low) | (set[0].high ^ key.high))
    let isNotSecond = isNotZero((set[1].low ^ key.low) | (set[1].high ^ key.high))
    guard isNotFirst & isNotSecond == 0 else { return nil }
    return UnsafeRawPointer(set + isNotFirst).advanced(by: 16).assumingMemoryBound(to: Tokens.self)
  }

  /// 1 if any bit is set, else 0, without a branch.
  @inline(__always)
  private static func isNotZero(_ bits: UInt64) -> Int {
    Int(truncatingIfNeeded: (bits | (0 &- bits)) >> 63)
  }

  /// Remembers the tokens of a pretoken that is not in its set.
  static func insert(_ key: PretokenKey, _ tokens: Tokens, in set: Set) {
    set[1] = set[0]
    set[0] = Entry(low: key.low, high: key.high, tokens: tokens)
  }
}
