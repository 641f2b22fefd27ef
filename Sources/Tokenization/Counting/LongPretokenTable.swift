import Platform

/// Counts of the distinct pretokens of 16 bytes and more; their bytes lie one after another in an arena.
///
/// - Complexity: `add` is O(bytes) amortised; memory is proportional to the distinct pretokens' bytes.
final class LongPretokenTable {
  private struct Entry {
    let hash: UInt64
    /// Where in `bytes` the pretoken starts.
    let start: Int
    let length: Int
    var count: UInt64
  }

  private var entries: [Entry] = []
  private var bytes: [UInt8] = []
  /// Indices into `entries`, or -1; the size is a power of two, at most half full.
  private var slots = [Int32](repeating: -1, count: 1 << 10)

  var distinct: Int { entries.count }

  /// Counts `pretoken` `count` times more; it has at least 16 bytes.
  func add(_ pretoken: UnsafeBufferPointer<UInt8>, count: UInt64 = 1) {
    let hash = BytesHash.hash(pretoken)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if entries[index].hash == hash && isEqual(entries[index], pretoken) {
        entries[index].count += count
        return
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(entries.count)
    entries.append(Entry(hash: hash, start: bytes.count, length: pretoken.count, count: count))
    bytes.append(contentsOf: pretoken)
    if 2 * entries.count > slots.count { grow() }
  }

  /// Visits every pretoken, in no particular order.
  func forEach(_ body: (UnsafeBufferPointer<UInt8>, UInt64) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in
      for entry in entries {
        body(UnsafeBufferPointer(rebasing: bytes[entry.start..<entry.start + entry.length]), entry.count)
      }
    }
  }

  private func isEqual(_ entry: Entry, _ pretoken: UnsafeBufferPointer<UInt8>) -> Bool {
    guard entry.length == pretoken.count else { return false }
    return bytes.withUnsafeBytes { bytes in
      guard let a = bytes.baseAddress, let b = pretoken.baseAddress else { return false }
      return memcmp(a + entry.start, b, entry.length) == 0
    }
  }

  private func grow() {
    slots = Array(repeating: -1, count: 2 * slots.count)
    let mask = slots.count - 1
    for (index, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(index)
    }
  }
}
