import CTokenizer

/// The tokens of pretokens seen lately: at most 15 bytes and at most 7 tokens each, in a table of fixed size.
///
/// Two entries of 32 bytes form a set that fills one cache line: the hash chooses the set, and a new entry pushes
/// out the older one. So a look-up touches one line, memory never grows, and frequent words stay.
///
/// The ids in an entry have 16 bits, though they have 32 everywhere else: with 32, a set would take two lines or hold
/// one word. That is no loss where the vocabulary has more than 65,536 tokens: training gives low ids to what is
/// frequent, and words with a higher id go to `LongPretokenCache`. Reading widens all ids of an entry at once.
///
/// Safety contract: `table.entries` holds `2 * (table.mask + 1)` entries, aligned to 64 bytes; a `Set` is used only
/// while its cache lives.
final class PretokenCache {
  /// The most tokens that an entry holds.
  static let mostTokens = 7
  /// The least id that an entry does not hold.
  static let idLimit: TokenID = 1 << 16

  /// Tokens 0...3 in `first`, 4...6 in `second`, lowest bits first; the top 16 bits of `second` are their number.
  struct Tokens {
    var first: UInt64
    var second: UInt64

    @inline(__always)
    var count: Int { Int(truncatingIfNeeded: second >> 48) }

    /// Writes 8 ids at `output`, of which the first `count` mean anything. On a little-endian machine, both words are
    /// ids in a row.
    @inline(__always)
    static func store(_ tokens: UnsafePointer<Tokens>, to output: UnsafeMutablePointer<TokenID>) {
      lp_tokenizer_store_ids(tokens, output)
    }

    /// Packs the ids; nil if they are more than `mostTokens`, or one is too large.
    init?(_ tokens: UnsafeBufferPointer<TokenID>) {
      guard tokens.count <= mostTokens, tokens.allSatisfy({ $0 < idLimit }) else { return nil }
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
