/// Finds a token's id from its bytes: an open-addressing table of ids.
///
/// A `Dictionary` keyed by byte arrays would do the same at several times the cost, and loading a vocabulary
/// is most of a short run's time.
struct TokenIndex: Sendable {
  /// Ids, or -1 where the slot is empty; the size is a power of two, at most half full.
  private var slots: [Int32]

  /// - Throws: `emptyToken` or `duplicateToken`.
  init(_ tokens: [[UInt8]]) throws(TokenizationError) {
    var size = 64
    while size < 2 * tokens.count { size *= 2 }
    slots = Array(repeating: -1, count: size)
    for (id, token) in tokens.enumerated() {
      guard !token.isEmpty else { throw .emptyToken(id: id) }
      let slot = slot(of: token, in: tokens)
      guard slots[slot] < 0 else {
        throw .duplicateToken(bytes: token, first: Int(slots[slot]), second: id)
      }
      slots[slot] = Int32(id)
    }
  }

  /// The id of the token with these bytes; `tokens` must be the list that the index was made from.
  func id(of bytes: [UInt8], in tokens: [[UInt8]]) -> TokenID? {
    let id = slots[slot(of: bytes, in: tokens)]
    return id < 0 ? nil : TokenID(id)
  }

  /// The slot that holds `bytes`, or the empty one where they would go.
  private func slot(of bytes: [UInt8], in tokens: [[UInt8]]) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(bytes)) & mask
    while slots[slot] >= 0 && tokens[Int(slots[slot])] != bytes {
      slot = (slot + 1) & mask
    }
    return slot
  }

  /// FNV-1a, its upper half folded down because slots are taken from the low bits.
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash ^ hash >> 32
  }
}
