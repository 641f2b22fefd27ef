import CTokenizer

/// The tokens of pretokens seen lately, of at most 15 bytes and few tokens each, in a table of fixed size.
///
/// Two entries of 32 bytes form a set that fills one cache line, and a hash chooses the set. So a look-up
/// (`CTokenizer/lookup/lookup.h`) touches one line, and memory never grows.
///
/// The first word to come to a set is probably a frequent one, and stays: a new one takes the second place. Now and then
/// it takes the first, for texts that change.
///
/// An entry holds 7 ids of 16 bits, though they have 32 everywhere else: reading widens all of them at once. For a
/// vocabulary of more than 65,536 tokens it is wide and holds 3 ids of 32 bits: there words have fewer tokens.
///
/// Safety contract: `sets` holds `mask + 1` sets, aligned to 64 bytes; a set is used only while its cache lives.
final class PretokenCache {
  /// The longest pretoken that an entry holds, in bytes.
  static let longest = Int(LP_CACHED_BYTES)
  /// The least id that an entry that is not wide cannot hold.
  static let idLimit: TokenID = 1 << 16

  /// Whether its entries are wide.
  let isWide: Bool
  /// The most tokens that an entry holds.
  let mostTokens: Int
  let sets: UnsafeMutablePointer<lp_cached_set>
  let mask: Int
  private var insertions = 0

  /// A word that takes the first place of its set, rather than the second, is one of so many.
  private static let replacementsOfFirst = 64

  /// - Parameters:
  ///   - textBytes: How much text there will be: for little text a small table does, and memory that was never used costs
  ///     more than what a short text takes to encode.
  ///   - isWide: Whether there are ids from `idLimit` on.
  init(textBytes: Int, isWide: Bool) {
    self.isWide = isWide
    mostTokens = Int(isWide ? LP_CACHED_WIDE_TOKENS : LP_CACHED_TOKENS)
    let count = TableSize.slots(for: textBytes / 16, atMost: 1 << 17)
    let bytes = count * MemoryLayout<lp_cached_set>.stride
    sets = ZeroedPages.allocate(byteCount: bytes).bindMemory(to: lp_cached_set.self, capacity: count)
    mask = count - 1
  }

  deinit { ZeroedPages.deallocate(sets, byteCount: (mask + 1) * MemoryLayout<lp_cached_set>.stride) }

  /// Remembers the tokens, at most `mostTokens`, of a pretoken that is not in its set.
  func insert(_ lookup: lp_lookup, _ tokens: UnsafeBufferPointer<TokenID>) {
    var entry = lp_cached_pretoken()
    entry.key = lookup.key
    if isWide {
      withUnsafeMutableBytes(of: &entry.wide_tokens) { Self.put(tokens, into: $0, as: UInt32.self) }
    } else {
      withUnsafeMutableBytes(of: &entry.tokens) { Self.put(tokens, into: $0, as: UInt16.self) }
    }
    insertions &+= 1
    let set = UnsafeMutablePointer(mutating: lookup.set)
    let isEmpty = set.pointee.entries.0.key.1 == 0
    if isEmpty || insertions % Self.replacementsOfFirst == 0 {
      if !isEmpty { set.pointee.entries.1 = set.pointee.entries.0 }
      set.pointee.entries.0 = entry
    } else {
      set.pointee.entries.1 = entry
    }
  }

  /// Writes the tokens, and their number in the last place.
  private static func put<ID: FixedWidthInteger & BitwiseCopyable>(
    _ tokens: UnsafeBufferPointer<TokenID>, into place: UnsafeMutableRawBufferPointer, as _: ID.Type
  ) {
    let ids = place.bindMemory(to: ID.self)
    for (index, token) in tokens.enumerated() { ids[index] = ID(truncatingIfNeeded: token) }
    ids[ids.count - 1] = ID(truncatingIfNeeded: tokens.count)
  }
}
