import CTokenizer

/// Counts of the distinct pretokens of at most 15 bytes: open addressing, linear probing, 24 bytes a slot.
///
/// The table is larger than the caches, and most of counting would be waiting for slots. So keys wait in a short
/// row while their slots are on the way (`addSoon`, `addWaiting`).
///
/// - Complexity: `add` is O(1) amortised; memory is proportional to the number of distinct pretokens.
final class ShortPretokenTable {
  /// A pretoken and how often it occurred; empty where the key's `high` is 0, since a length is never 0.
  struct Slot {
    var low: UInt64
    var high: UInt64
    var count: UInt64
  }

  private struct Waiting {
    let key: PretokenKey
    let hash: UInt64
  }

  private(set) var distinct = 0
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private let waiting = UnsafeMutablePointer<Waiting>.allocate(capacity: ShortPretokenTable.longestRow)
  private var waitingCount = 0

  /// As many slots as the memory system fetches at a time, more or less.
  private static let longestRow = 64

  init(capacity: Int = 1 << 14) {
    slots = Self.emptySlots(capacity)
    mask = capacity - 1
  }

  deinit {
    Self.free(slots, capacity: mask + 1)
    waiting.deallocate()
  }

  /// Counts `key` once more, by the next `addWaiting` at the latest.
  @inline(__always)
  func addSoon(_ key: PretokenKey) {
    if waitingCount == Self.longestRow { addWaiting() }
    let hash = key.hash
    lp_tokenizer_prefetch(slots + (Int(truncatingIfNeeded: hash) & mask))
    (waiting + waitingCount).initialize(to: Waiting(key: key, hash: hash))
    waitingCount &+= 1
  }

  /// Counts the keys that `addSoon` took.
  @inline(never)
  func addWaiting() {
    for i in 0..<waitingCount { add(waiting[i].key, hash: waiting[i].hash, count: 1) }
    waitingCount = 0
  }

  /// Counts `key` `count` times more.
  func add(_ key: PretokenKey, count: UInt64 = 1) { add(key, hash: key.hash, count: count) }

  @inline(__always)
  private func add(_ key: PretokenKey, hash: UInt64, count: UInt64) {
    var index = Int(truncatingIfNeeded: hash) & mask
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
