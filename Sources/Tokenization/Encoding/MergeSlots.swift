import CTokenizer

/// The merges of a vocabulary by their pairs of tokens, found in one look at `window` slots.
///
/// Robin Hood hashing at most half full: of two pairs that want the same slot, the one that is farther from its first
/// choice gets it, so that none is far. If one would be farther than the window all the same, the table doubles.
///
/// Safety contract: `slots` holds `mask + 1 + window` words, `tags` as many bytes.
struct MergeSlots {
  /// How far from its first choice a pair may be.
  private static let window = Int(LP_MERGE_WINDOW)
  /// An empty slot.
  private static let empty = UInt64.max

  let slots: UnsafeMutablePointer<UInt64>
  let tags: UnsafeMutablePointer<UInt8>
  let mask: Int

  /// The ranks of pairs, no two of which are alike; `entries` are `left << 42 | right << 21 | rank`.
  init(_ entries: [UInt64]) {
    var capacity = 256
    while capacity < 2 * entries.count { capacity *= 2 }
    while true {
      let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity + Self.window)
      slots.initialize(repeating: Self.empty, count: capacity + Self.window)
      if entries.allSatisfy({ Self.insert($0, slots, mask: capacity - 1) }) {
        (self.slots, mask) = (slots, capacity - 1)
        tags = .allocate(capacity: capacity + Self.window)
        for place in 0..<capacity + Self.window {
          let isEmpty = slots[place] == Self.empty
          (tags + place).initialize(to: isEmpty ? 0 : lp_merge_tag(lp_merge_hash(slots[place] >> MergeTable.idBits)))
        }
        return
      }
      slots.deallocate()
      capacity *= 2
    }
  }

  /// Gives the memory back.
  func free() {
    slots.deallocate()
    tags.deallocate()
  }

  /// Puts an entry in its place, moving others on; false if one would leave the window.
  private static func insert(_ entry: UInt64, _ slots: UnsafeMutablePointer<UInt64>, mask: Int) -> Bool {
    var entry = entry
    var place = first(entry >> MergeTable.idBits, mask: mask)
    var distance = 0
    while distance < window {
      let other = slots[place]
      guard other != empty else {
        slots[place] = entry
        return true
      }
      let otherDistance = place - first(other >> MergeTable.idBits, mask: mask)
      if otherDistance < distance {
        slots[place] = entry
        (entry, distance) = (other, otherDistance)
      }
      place += 1
      distance += 1
    }
    return false
  }

  /// The rank of a pair, or `MergeTable.noMerge`.
  @inline(__always)
  func rank(ofPair pair: UInt64) -> UInt32 {
    let first = slots + Self.first(pair, mask: mask)
    for place in 0..<Self.window where first[place] >> MergeTable.idBits == pair {
      return UInt32(truncatingIfNeeded: first[place] & (1 << MergeTable.idBits - 1))
    }
    return MergeTable.noMerge
  }

  @inline(__always)
  private static func first(_ pair: UInt64, mask: Int) -> Int { lp_merge_slot(lp_merge_hash(pair), mask) }
}
