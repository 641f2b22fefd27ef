/// The pairs in the order of merging: the most frequent first, ties to the greater spelling.
///
/// Counts in the heap may be out of date. They can only be too high, because a pair's count only falls, so the top
/// is the right pair if its count is up to date, and otherwise goes back with the right count.
///
/// - Complexity: `push` and `pop` O(log n).
struct PairHeap {
  struct Entry {
    let count: Int
    let left: Symbol
    let right: Symbol
    let pair: UInt32
  }

  private var entries: [Entry] = []

  mutating func push(_ entry: Entry, _ spellings: Spellings) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Self.isBefore(entries[child], entries[parent], spellings) else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop(_ spellings: Spellings) -> Entry? {
    guard let last = entries.popLast() else { return nil }
    guard let top = entries.first else { return last }
    entries[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < entries.count else { return top }
      if child + 1 < entries.count && Self.isBefore(entries[child + 1], entries[child], spellings) { child += 1 }
      guard Self.isBefore(entries[child], entries[parent], spellings) else { return top }
      entries.swapAt(child, parent)
      parent = child
    }
  }

  /// Whether `a` is to be merged before `b`.
  @inline(__always)
  private static func isBefore(_ a: Entry, _ b: Entry, _ spellings: Spellings) -> Bool {
    if a.count != b.count { return a.count > b.count }
    if a.left != b.left { return spellings.isLess(b.left, a.left) }
    return a.right != b.right && spellings.isLess(b.right, a.right)
  }
}
