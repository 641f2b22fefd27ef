import CTokenizer

/// The tokens of pretokens seen lately: at most 15 bytes and at most 7 tokens each, in a table of fixed size.
///
/// Two entries of 32 bytes form a set that fills one cache line: a hash chooses the set, and a new entry pushes
/// out the older one. So a look-up (`CTokenizer/lookup/lookup.h`) touches one line, memory never grows, and frequent
/// words stay.
///
/// The ids in an entry have 16 bits, though they have 32 everywhere else: with 32, a set would take two lines or hold
/// one word. That is no loss where the vocabulary has more than 65,536 tokens: training gives low ids to what is
/// frequent, and words with a higher id go to `LongPretokenCache`. Reading widens all ids of an entry at once.
///
/// Safety contract: `sets` holds `mask + 1` sets, aligned to 64 bytes; a set is used only while its cache lives.
final class PretokenCache {
  /// The longest pretoken that an entry holds, in bytes.
  static let longest = Int(LP_CACHED_BYTES)
  /// The most tokens that an entry holds.
  static let mostTokens = Int(LP_CACHED_TOKENS)
  /// The least id that an entry does not hold.
  static let idLimit: TokenID = 1 << 16

  let sets: UnsafeMutablePointer<lp_cached_set>
  let mask: Int

  /// - Parameter textBytes: How much text there will be: for little text a small table does, and memory that was never
  ///   used costs more than what a short text takes to encode.
  init(textBytes: Int) {
    let count = TableSize.slots(for: textBytes / 16, atMost: 1 << 17)
    let bytes = count * MemoryLayout<lp_cached_set>.stride
    sets = ZeroedPages.allocate(byteCount: bytes).bindMemory(to: lp_cached_set.self, capacity: count)
    mask = count - 1
  }

  deinit { ZeroedPages.deallocate(sets, byteCount: (mask + 1) * MemoryLayout<lp_cached_set>.stride) }

  /// Whether an entry holds these tokens.
  static func holds(_ tokens: UnsafeBufferPointer<TokenID>) -> Bool {
    tokens.count <= mostTokens && tokens.allSatisfy { $0 < idLimit }
  }

  /// Remembers the tokens, which an entry holds, of a pretoken that is not in its set.
  static func insert(_ lookup: lp_lookup, _ tokens: UnsafeBufferPointer<TokenID>) {
    var entry = lp_cached_pretoken()
    entry.key = lookup.key
    withUnsafeMutableBytes(of: &entry.tokens) { raw in
      for (place, token) in tokens.enumerated() {
        raw.storeBytes(of: UInt16(truncatingIfNeeded: token), toByteOffset: 2 * place, as: UInt16.self)
      }
      raw.storeBytes(of: UInt16(truncatingIfNeeded: tokens.count), toByteOffset: 2 * mostTokens, as: UInt16.self)
    }
    let set = UnsafeMutablePointer(mutating: lookup.set)
    set.pointee.entries.1 = set.pointee.entries.0
    set.pointee.entries.0 = entry
  }
}
