#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds the id of a byte string, also of one given in two halves (as merges are).
///
/// Open addressing with linear probing, at most half full, over a copy of all tokens in one piece: no array is made
/// and none retained, since loading a vocabulary is most of a short run's time.
/// - Complexity: O(bytes of the string) expected.
struct TokenIndex {
  private var storage: [UInt8] = []
  /// Where token i starts in `storage`, and one more for the end of the last.
  private var starts: [Int] = [0]
  /// The upper half is that of the hash, the lower one id + 1; 0 is empty.
  private var slots: [UInt64]
  /// The first token that is in the list for the second time, if there is one.
  private(set) var firstDuplicate: Int?

  init(_ tokens: [[UInt8]]) {
    var size = 16
    while size < 2 * tokens.count { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    starts.reserveCapacity(tokens.count + 1)
    storage.reserveCapacity(tokens.reduce(0) { $0 + $1.count })
    for token in tokens {
      storage.append(contentsOf: token)
      starts.append(storage.count)
    }
    for (id, token) in tokens.enumerated() {
      let hash = token.withUnsafeBytes(Self.hash)
      let (slot, found) = token.withUnsafeBytes { locate($0, hash) }
      if found == nil {
        slots[slot] = (hash & ~0xFFFF_FFFF) | UInt64(id + 1)
      } else if firstDuplicate == nil {
        firstDuplicate = id
      }
    }
  }

  /// The id of a byte string.
  func id(_ bytes: UnsafeRawBufferPointer) -> Int? { locate(bytes, Self.hash(bytes)).id }

  /// The id of `left` followed by `right`.
  func id(_ left: [UInt8], _ right: [UInt8] = []) -> Int? {
    withUnsafeTemporaryAllocation(byteCount: left.count + right.count, alignment: 1) { both in
      both.copyBytes(from: left)
      UnsafeMutableRawBufferPointer(rebasing: both[left.count...]).copyBytes(from: right)
      return id(UnsafeRawBufferPointer(both))
    }
  }

  private func locate(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64) -> (slot: Int, id: Int?) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if (slots[slot] ^ hash) >> 32 == 0 {
        let id = Int(UInt32(truncatingIfNeeded: slots[slot])) - 1
        if isToken(id, bytes) { return (slot, id) }
      }
      slot = (slot + 1) & mask
    }
    return (slot, nil)
  }

  private func isToken(_ id: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard starts[id + 1] - starts[id] == bytes.count else { return false }
    return storage.withUnsafeBytes { storage in
      guard let stored = storage.baseAddress, let bytes = bytes.baseAddress else { return true }
      return memcmp(stored + starts[id], bytes, starts[id + 1] - starts[id]) == 0
    }
  }

  /// Eight bytes a step by a 64 × 64 → 128 bit product.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(bytes.count) &+ 0x9E37_79B9_7F4A_7C15
    var position = 0
    while position < bytes.count {
      var word: UInt64 = 0
      if position + 8 <= bytes.count {
        word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      } else {
        for byte in bytes[position...] { word = word << 8 | UInt64(byte) }
      }
      let product = (hash ^ word).multipliedFullWidth(by: 0xD1B5_4A32_D192_ED03)
      hash = product.high ^ product.low
      position += 8
    }
    return hash
  }
}
