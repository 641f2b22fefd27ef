/// Finds the id of a byte string, also of one given in two halves (as merges are), without making an array of it.
///
/// Open addressing with linear probing, at most half full; FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
/// - Complexity: O(bytes of the string) expected.
struct TokenIndex {
  private let tokens: [[UInt8]]
  // Slots hold id + 1; 0 is empty.
  private var slots: [Int32]
  /// The first token that is in the list for the second time, if there is one.
  private(set) var firstDuplicate: Int?

  init(_ tokens: [[UInt8]]) {
    self.tokens = tokens
    var size = 16
    while size < 2 * tokens.count { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
    for (id, token) in tokens.enumerated() {
      let (slot, found) = locate(token, [])
      if found == nil {
        slots[slot] = Int32(id + 1)
      } else if firstDuplicate == nil {
        firstDuplicate = id
      }
    }
  }

  /// The id of `left` followed by `right`.
  func id(_ left: [UInt8], _ right: [UInt8] = []) -> Int? {
    locate(left, right).id
  }

  private func locate(_ left: [UInt8], _ right: [UInt8]) -> (slot: Int, id: Int?) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in left { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for byte in right { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
    while slots[slot] != 0 {
      let id = Int(slots[slot]) - 1
      let token = tokens[id]
      if token.count == left.count + right.count, token.starts(with: left),
        token[left.count...].elementsEqual(right)
      {
        return (slot, id)
      }
      slot = (slot + 1) & mask
    }
    return (slot, nil)
  }
}
