import Memory

/// Two neighbouring symbols as one number, `left << 21 | right`.
typealias PairKey = UInt64

extension PairKey {
  @inline(__always)
  init(_ left: Symbol, _ right: Symbol) { self = UInt64(left) << MergeTable.idBits | UInt64(right) }

  @inline(__always)
  var left: Symbol { Symbol(truncatingIfNeeded: self >> MergeTable.idBits) }

  @inline(__always)
  var right: Symbol { Symbol(truncatingIfNeeded: self & (1 << MergeTable.idBits - 1)) }
}

/// A pair of neighbouring symbols, how often it occurs, and where: 32 bytes, so none lies across two cache lines.
struct Pair {
  /// No pair has this key: it has more than two symbols' bits.
  static let vacant = PairKey.max

  let key: PairKey
  /// How many places `places[start ..< start + length]` lists; some may have gone stale.
  var length: UInt32
  var start: Int
  /// How often the pair occurs: each place that is left as often as its word.
  var count: Int
}

/// Pairs by their symbols: open addressing with linear probing, the pairs themselves in the slots.
///
/// - Complexity: `find` and `insert` O(1) amortised.
struct PairTable: ~Copyable {
  private(set) var count = 0
  private var slots: UnsafeMutablePointer<Pair>
  private var mask: Int

  init(capacity: Int = 1 << 12) {
    slots = Self.vacantSlots(capacity)
    mask = capacity - 1
  }

  deinit { Memory.free(slots) }

  /// The pair in the table; the pointer holds until the next `insert`.
  @inline(__always)
  func find(_ key: PairKey) -> UnsafeMutablePointer<Pair>? {
    let slot = slots + place(of: key)
    return slot.pointee.key == key ? slot : nil
  }

  /// The pair in the table, which is made if there is none; the pointer holds until the next `insert`.
  @inline(__always)
  mutating func insert(_ key: PairKey) -> UnsafeMutablePointer<Pair> {
    var slot = slots + place(of: key)
    if slot.pointee.key == key { return slot }
    if 2 * count >= mask {
      grow()
      slot = slots + place(of: key)
    }
    slot.pointee = Pair(key: key, length: 0, start: 0, count: 0)
    count += 1
    return slot
  }

  /// Visits all pairs, in no particular order.
  @inline(__always)
  func forEach(_ body: (UnsafeMutablePointer<Pair>) -> Void) {
    for index in 0...mask where slots[index].key != Pair.vacant { body(slots + index) }
  }

  /// The slot that holds the pair, or the vacant one where it would go.
  @inline(__always)
  private func place(of key: PairKey) -> Int {
    // In brackets: `>>` binds more tightly than `&*`.
    var index = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[index].key != key && slots[index].key != Pair.vacant { index = (index &+ 1) & mask }
    return index
  }

  private mutating func grow() {
    let (old, oldCount) = (slots, mask + 1)
    slots = Self.vacantSlots(2 * oldCount)
    mask = 2 * oldCount - 1
    for index in 0..<oldCount where old[index].key != Pair.vacant { slots[place(of: old[index].key)] = old[index] }
    Memory.free(old)
  }

  private static func vacantSlots(_ count: Int) -> UnsafeMutablePointer<Pair> {
    let slots = Memory.elements(of: Pair.self, count: count)
    slots.initialize(repeating: Pair(key: Pair.vacant, length: 0, start: 0, count: 0), count: count)
    return slots
  }
}
