/// Merges a stretch of bytes in O(n log n) time and O(n) memory: a heap of the pairs that can merge.
///
/// `cells` holds one cell per byte. A token's number stands in the cell of its first byte and in that of its
/// last, so its neighbours on both sides are found without links; the cells between hold `inside`.
///
/// A heap entry is a pair's rank and the position of its left token. Entries are not removed when a neighbour
/// merges; an entry counts only if both tokens of its merge still stand there. (A token only ever grows, so if the
/// cell where the left one once started holds its number, it still starts there.)
struct HeapMerger {
  private static let inside = UInt32.max
  private static let positionBits: UInt64 = 40

  private let table: MergeTable
  private var cells: [UInt32] = []

  init(table: MergeTable) {
    self.table = table
  }

  /// The tokens of the bytes.
  mutating func merge(_ text: UnsafeBufferPointer<UInt8>) -> [TokenID] {
    cells.removeAll(keepingCapacity: true)
    for byte in text { cells.append(UInt32(table.byteTokens[Int(byte)])) }
    var heap = initialPairs()
    while let entry = heap.popMin() {
      let position = Int(entry & (1 << Self.positionBits - 1))
      let merge = table.merges[Int(entry >> Self.positionBits)]
      let middle = position + length(UInt32(merge.left))
      guard cells[position] == UInt32(merge.left), cells[middle] == UInt32(merge.right) else { continue }
      join(at: position, middle: middle, into: merge.product)
      push(pairAt: position, to: &heap)
      if position > 0 { push(pairAt: start(endingAt: position - 1), to: &heap) }
    }
    return tokens()
  }

  /// Every pair that can merge at the beginning.
  private func initialPairs() -> MinHeap {
    var entries = FlatList<UInt64>()
    for position in cells.indices {
      if let merge = pair(at: position) { entries.append(Self.entry(merge, position)) }
    }
    return MinHeap(entries)
  }

  private func push(pairAt position: Int, to heap: inout MinHeap) {
    if let merge = pair(at: position) { heap.insert(Self.entry(merge, position)) }
  }

  private static func entry(_ merge: UInt32, _ position: Int) -> UInt64 {
    UInt64(merge >> 16) << positionBits | UInt64(position)
  }

  /// The merge of the token that starts at `position` and the next one, as `MergeTable.merge` gives it.
  private func pair(at position: Int) -> UInt32? {
    let next = position + length(cells[position])
    guard next < cells.count else { return nil }
    let merge = table.merge(TokenID(cells[position]), TokenID(cells[next]))
    return merge == MergeTable.noMerge ? nil : merge
  }

  /// Puts `product` in place of the tokens at `position` and `middle`.
  private mutating func join(at position: Int, middle: Int, into product: TokenID) {
    let end = position + Int(table.lengths[Int(product)])
    cells[middle - 1] = Self.inside
    cells[middle] = Self.inside
    cells[position] = UInt32(product)
    cells[end - 1] = UInt32(product)
  }

  private func start(endingAt last: Int) -> Int { last + 1 - length(cells[last]) }

  private func length(_ token: UInt32) -> Int { Int(table.lengths[Int(token)]) }

  /// The tokens that are left, in order.
  private func tokens() -> [TokenID] {
    var tokens: [TokenID] = []
    var position = 0
    while position < cells.count {
      tokens.append(TokenID(cells[position]))
      position += length(cells[position])
    }
    return tokens
  }
}
