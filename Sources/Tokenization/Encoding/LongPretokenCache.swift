import Platform

/// The tokens of pretokens of 16 to 64 bytes seen lately, at most 26 tokens each, in a table of fixed size.
///
/// Long words are rare in English and common in scripts that take two or three bytes a letter. Each has one
/// place, which the last comer holds.
///
/// Safety contract: `slots` holds `mask + 1` slots of 128 bytes:
/// `[hash 8][length 2][tokens 2][26 ids 52][bytes 64]`; a length of 0 marks an empty one.
final class LongPretokenCache {
  /// The longest pretoken that is kept, in bytes.
  static let longest = 64
  /// The most tokens that are kept for one.
  static let mostTokens = 26

  private static let slotSize = 128
  private let slots: UnsafeMutableRawPointer
  private let mask: Int

  /// - Parameter textBytes: How much text there will be.
  init(textBytes: Int) {
    let capacity = TableSize.slots(for: textBytes / 64, atMost: 1 << 13)
    slots = ZeroedPages.allocate(byteCount: capacity * Self.slotSize)
    mask = capacity - 1
  }

  deinit { ZeroedPages.deallocate(slots, byteCount: (mask + 1) * Self.slotSize) }

  /// The tokens of the pretoken, if they are here; they hold until the next `insert`.
  func find(_ pretoken: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<TokenID>? {
    guard pretoken.count <= Self.longest, let bytes = pretoken.baseAddress else { return nil }
    let hash = BytesHash.hash(pretoken)
    let slot = slot(hash)
    guard slot.load(as: UInt64.self) == hash,
      Int(slot.load(fromByteOffset: 8, as: UInt16.self)) == pretoken.count,
      memcmp(slot + 64, bytes, pretoken.count) == 0
    else { return nil }
    let count = Int(slot.load(fromByteOffset: 10, as: UInt16.self))
    return UnsafeBufferPointer(start: (slot + 12).assumingMemoryBound(to: TokenID.self), count: count)
  }

  /// Remembers a pretoken of at least 16 bytes, unless it or its tokens are too long.
  func insert(_ pretoken: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<TokenID>) {
    guard pretoken.count <= Self.longest, tokens.count <= Self.mostTokens,
      let bytes = pretoken.baseAddress, let ids = tokens.baseAddress
    else { return }
    let hash = BytesHash.hash(pretoken)
    let slot = slot(hash)
    slot.storeBytes(of: hash, as: UInt64.self)
    slot.storeBytes(of: UInt16(pretoken.count), toByteOffset: 8, as: UInt16.self)
    slot.storeBytes(of: UInt16(tokens.count), toByteOffset: 10, as: UInt16.self)
    (slot + 12).copyMemory(from: ids, byteCount: 2 * tokens.count)
    (slot + 64).copyMemory(from: bytes, byteCount: pretoken.count)
  }

  private func slot(_ hash: UInt64) -> UnsafeMutableRawPointer {
    slots + (Int(truncatingIfNeeded: hash) & mask) * Self.slotSize
  }
}
