/// Two neighbouring symbols, how often they occur, and where.
struct Pair {
  let left: Symbol
  let right: Symbol
  /// How many places there are in `places[start ..< start + length]`; some may have gone stale.
  var length: UInt32 = 0
  var start: Int = 0
  /// The number of places that are left, each as often as its word occurs.
  var count: Int = 0
}

/// All pairs, found by their symbols: an open-addressing table of indices into a flat list.
struct PairTable {
  private(set) var pairs: [Pair] = []
  /// `left << 48 | right << 32 | index`, or all ones where empty; at most half full.
  private var slots: [UInt64]
  private var mask: Int

  init(capacity: Int = 1 << 16) {
    slots = Array(repeating: .max, count: capacity)
    mask = capacity - 1
  }

  /// Changes a pair in place.
  @inline(__always)
  mutating func update(_ index: Int, _ change: (inout Pair) -> Void) { change(&pairs[index]) }

  /// The index of the pair of these symbols, which is made if there is none.
  mutating func index(_ left: Symbol, _ right: Symbol) -> Int {
    let key = UInt64(left) << 16 | UInt64(right)
    var slot = slot(of: key)
    while slots[slot] != .max {
      if slots[slot] >> 32 == key { return Int(slots[slot] & 0xFFFF_FFFF) }
      slot = (slot + 1) & mask
    }
    slots[slot] = key << 32 | UInt64(pairs.count)
    pairs.append(Pair(left: left, right: right))
    if 2 * pairs.count > slots.count { grow() }
    return pairs.count - 1
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: .max, count: 2 * old.count)
    mask = slots.count - 1
    for entry in old where entry != .max {
      var slot = slot(of: entry >> 32)
      while slots[slot] != .max { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }

  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: key &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
  }
}
