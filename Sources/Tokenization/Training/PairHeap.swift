/// The pairs in the order of merging: the most frequent first, ties to the greater bytes.
///
/// Counts in the heap may be out of date. They can only be too high, because a pair's count only falls, so the top
/// is the right pair if its count is up to date, and otherwise goes back with the right count.
///
/// - Complexity: `push` and `pop` O(log n).
struct PairHeap: ~Copyable {
  struct Entry {
    let count: Int
    let key: PairKey
  }

  private var entries = FlatList<Entry>()

  mutating func push(_ entry: Entry, _ symbolBytes: borrowing SymbolBytes) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Self.isBefore(entry, entries[parent], symbolBytes) else { break }
      entries[child] = entries[parent]
      child = parent
    }
    entries[child] = entry
  }

  mutating func pop(_ symbolBytes: borrowing SymbolBytes) -> Entry? {
    guard entries.count > 0 else { return nil }
    let top = entries[0]
    let last = entries[entries.count - 1]
    entries.truncate(to: entries.count - 1)
    let count = entries.count
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < count else { break }
      if child + 1 < count && Self.isBefore(entries[child + 1], entries[child], symbolBytes) { child += 1 }
      guard Self.isBefore(entries[child], last, symbolBytes) else { break }
      entries[parent] = entries[child]
      parent = child
    }
    if count > 0 { entries[parent] = last }
    return top
  }

  mutating func removeAll() { entries.truncate(to: 0) }

  /// Whether `a` is to be merged before `b`.
  @inline(__always)
  private static func isBefore(_ a: Entry, _ b: Entry, _ symbolBytes: borrowing SymbolBytes) -> Bool {
    if a.count != b.count { return a.count > b.count }
    if a.key.left != b.key.left { return symbolBytes.isLess(b.key.left, a.key.left) }
    return a.key.right != b.key.right && symbolBytes.isLess(b.key.right, a.key.right)
  }
}
