import Platform

/// Finds the token that a pretoken is, for vocabularies that take such pretokens whole: open addressing, linear probing,
/// at most half full. Special tokens are not among them, and bytes need no look-up.
struct WholeTokens: Sendable {
  private let tokens: TokenBytes
  /// Ids + 1, or 0 where empty.
  private var slots: [UInt32]
  private var longest = 0

  init(_ vocabulary: Vocabulary) {
    tokens = vocabulary.bytes
    var isSpecial = [Bool](repeating: false, count: tokens.count)
    for id in vocabulary.specialTokenIDs { isSpecial[Int(id)] = true }
    var size = 64
    while size < 2 * tokens.count { size *= 2 }
    slots = Array(repeating: 0, count: size)
    for id in tokens.indices where tokens.length(of: id) > 1 && !isSpecial[id] { insert(id) }
  }

  private mutating func insert(_ id: Int) {
    longest = max(longest, tokens.length(of: id))
    var slot = tokens.bytes.withUnsafeBufferPointer { bytes in
      self.slot(of: UnsafeBufferPointer(rebasing: bytes[tokens.starts[id]..<tokens.starts[id + 1]]))
    }
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(id + 1)
  }

  /// The token of more than one byte that is exactly this pretoken.
  func id(of pretoken: UnsafeBufferPointer<UInt8>) -> TokenID? {
    guard pretoken.count > 1, pretoken.count <= longest, let wanted = pretoken.baseAddress else { return nil }
    return tokens.bytes.withUnsafeBufferPointer { bytes in
      var slot = slot(of: pretoken)
      while slots[slot] != 0 {
        let id = Int(slots[slot] - 1)
        if tokens.length(of: id) == pretoken.count, let base = bytes.baseAddress,
          memcmp(base + tokens.starts[id], wanted, pretoken.count) == 0
        {
          return TokenID(id)
        }
        slot = (slot + 1) & (slots.count - 1)
      }
      return nil
    }
  }

  private func slot(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    // FNV-1a, its upper half folded down because slots are taken from the low bits. Tokens are short.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
  }
}
