/// Counts of the distinct pretokens of at most 15 bytes: open addressing, linear probing, 24 bytes a slot.
///
/// - Complexity: `add` is O(1) amortised; memory is proportional to the number of distinct pretokens.
final class ShortPretokenTable {
  /// A pretoken and how often it occurred; empty where the key's `high` is 0, since a length is never 0.
  struct Slot {
    var low: UInt64
    var high: UInt64
    var count: UInt64
  }

  private(set) var distinct = 0
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int

  init(capacity: Int = 1 << 14) {
    slots = Self.emptySlots(capacity)
    mask = capacity - 1
  }

  deinit { Self.free(slots, capacity: mask + 1) }

  /// Counts `key` `count` times more.
  @inline(__always)
  func add(_ key: PretokenKey, count: UInt64 = 1) {
    var index = Int(truncatingIfNeeded: key.hash) & mask
    while true {
      let slot = slots + index
      if slot.pointee.low == key.low && slot.pointee.high == key.high {
        slot.pointee.count += count
        return
      }
      if slot.pointee.high == 0 { return insert(key, count: count, at: index) }
      index = (index + 1) & mask
    }
  }

  /// Visits every pretoken, in no particular order.
  func forEach(_ body: (PretokenKey, UInt64) -> Void) {
    for index in 0...mask where slots[index].high != 0 {
      body(PretokenKey(low: slots[index].low, high: slots[index].high), slots[index].count)
    }
  }

  @inline(never)
  private func insert(_ key: PretokenKey, count: UInt64, at index: Int) {
    slots[index] = Slot(low: key.low, high: key.high, count: count)
    distinct += 1
    if 2 * distinct > mask { grow() }
  }

  private func grow() {
    let old = slots
    let oldCapacity = mask + 1
    slots = Self.emptySlots(2 * oldCapacity)
    mask = 2 * oldCapacity - 1
    for i in 0..<oldCapacity where old[i].high != 0 {
      var index = Int(truncatingIfNeeded: PretokenKey(low: old[i].low, high: old[i].high).hash) & mask
      while slots[index].high != 0 { index = (index + 1) & mask }
      slots[index] = old[i]
    }
    Self.free(old, capacity: oldCapacity)
  }

  /// Zeros are empty slots.
  private static func emptySlots(_ capacity: Int) -> UnsafeMutablePointer<Slot> {
    ZeroedPages.allocate(byteCount: capacity * MemoryLayout<Slot>.stride).bindMemory(to: Slot.self, capacity: capacity)
  }

  private static func free(_ slots: UnsafeMutablePointer<Slot>, capacity: Int) {
    ZeroedPages.deallocate(slots, byteCount: capacity * MemoryLayout<Slot>.stride)
  }
}
