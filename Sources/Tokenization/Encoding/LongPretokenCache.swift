import Platform

/// The tokens of pretokens that `PretokenCache` has no room for, at most 64 bytes and 26 tokens each, seen lately, in a
/// table of fixed size: those of 16 bytes and more, of 8 tokens and more, or with an id of more than 16 bits.
///
/// Such words are rare in English and common in scripts that take two or three bytes a letter. Each has one
/// place, which the last comer holds.
///
/// A slot fills three cache lines. Bytes come before ids, which have 32 bits each: a word of up to 12 tokens, as nearly
/// all are, is found in the first two. Before, a filter is asked for the short ones, most of which have few tokens and
/// never come here: a bit for each hash that came, which are near where the slots are far.
///
/// Safety contract: `slots` holds `mask + 1` slots of 192 bytes:
/// `[hash 8][length 2][tokens 2][unused 4][bytes 64][26 ids 104][unused 8]`; a length of 0 marks an empty one. `filter`
/// holds `filterBits` bits.
final class LongPretokenCache {
  /// The longest pretoken that is kept, in bytes.
  static let longest = 64
  /// The most tokens that are kept for one.
  static let mostTokens = 26

  static let slotSize = 192
  private static let bytesOffset = 16
  private static let idsOffset = 80
  private static let filterBits = 1 << 19
  let slots: UnsafeMutableRawPointer
  let mask: Int
  private let filter: UnsafeMutablePointer<UInt64>

  /// - Parameter textBytes: How much text there will be.
  init(textBytes: Int) {
    let capacity = TableSize.slots(for: textBytes / 64, atMost: 1 << 15)
    slots = ZeroedPages.allocate(byteCount: capacity * Self.slotSize)
    mask = capacity - 1
    filter = ZeroedPages.allocate(byteCount: Self.filterBits / 8)
      .bindMemory(to: UInt64.self, capacity: Self.filterBits / 64)
  }

  deinit {
    ZeroedPages.deallocate(slots, byteCount: (mask + 1) * Self.slotSize)
    ZeroedPages.deallocate(filter, byteCount: Self.filterBits / 8)
  }

  /// The tokens of the pretoken with this hash, if they are here; they hold until the next `insert`.
  func find(_ pretoken: UnsafeBufferPointer<UInt8>, hash: UInt64) -> UnsafeBufferPointer<TokenID>? {
    guard pretoken.count <= Self.longest, let bytes = pretoken.baseAddress else { return nil }
    if pretoken.count <= PretokenCache.longest, filter[Self.word(hash)] & Self.bit(hash) == 0 { return nil }
    let slot = slot(hash)
    guard slot.load(as: UInt64.self) == hash,
      Int(slot.load(fromByteOffset: 8, as: UInt16.self)) == pretoken.count,
      memcmp(slot + Self.bytesOffset, bytes, pretoken.count) == 0
    else { return nil }
    let count = Int(slot.load(fromByteOffset: 10, as: UInt16.self))
    return UnsafeBufferPointer(start: (slot + Self.idsOffset).assumingMemoryBound(to: TokenID.self), count: count)
  }

  /// Remembers a pretoken, unless it is too long or its tokens are too many.
  func insert(_ pretoken: UnsafeBufferPointer<UInt8>, hash: UInt64, _ tokens: UnsafeBufferPointer<TokenID>) {
    guard pretoken.count <= Self.longest, tokens.count <= Self.mostTokens,
      let bytes = pretoken.baseAddress, let ids = tokens.baseAddress
    else { return }
    filter[Self.word(hash)] |= Self.bit(hash)
    let slot = slot(hash)
    slot.storeBytes(of: hash, as: UInt64.self)
    slot.storeBytes(of: UInt16(pretoken.count), toByteOffset: 8, as: UInt16.self)
    slot.storeBytes(of: UInt16(tokens.count), toByteOffset: 10, as: UInt16.self)
    (slot + Self.idsOffset).copyMemory(from: ids, byteCount: 4 * tokens.count)
    (slot + Self.bytesOffset).copyMemory(from: bytes, byteCount: pretoken.count)
  }

  // Of other bits of the hash than the slot.
  private static func word(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 38) & (filterBits / 64 - 1) }
  private static func bit(_ hash: UInt64) -> UInt64 { 1 << (hash >> 32 & 63) }

  private func slot(_ hash: UInt64) -> UnsafeMutableRawPointer {
    slots + (Int(truncatingIfNeeded: hash) & mask) * Self.slotSize
  }
}
