/// Merges a stretch of bytes in O(n log n) time and O(n) memory: a heap of the pairs that can merge.
///
/// `cells` holds one cell per byte. A token's number stands in the cell of its first byte and, marked, in that of its
/// last, so its neighbours on both sides are found without links; the cells between hold `inside`.
///
/// A heap entry is a pair's rank and the position of its left token. Entries are not removed when a neighbour
/// merges; an entry counts only if a token still starts there and makes a pair of that rank with the next one.
struct HeapMerger {
  private static let inside = TokenID.max
  /// Marks the last cell of a token of several bytes: ids have fewer bits.
  private static let last = TokenID(1) << 31
  private static let positionBits: UInt64 = 40

  private let table: MergeTable
  private var cells: [TokenID] = []

  init(table: MergeTable) {
    self.table = table
  }

  /// The tokens of the bytes.
  mutating func merge(_ text: UnsafeBufferPointer<UInt8>) -> [TokenID] {
    cells.removeAll(keepingCapacity: true)
    for byte in text { cells.append(table.byteTokens[Int(byte)]) }
    var heap = initialPairs()
    while let entry = heap.popMin() {
      let position = Int(entry & (1 << Self.positionBits - 1))
      let rank = UInt32(truncatingIfNeeded: entry >> Self.positionBits)
      guard cells[position] < Self.last, self.rank(at: position) == rank else { continue }
      join(at: position, middle: position + length(cells[position]), into: table.products[Int(rank)])
      push(pairAt: position, to: &heap)
      if position > 0 { push(pairAt: start(endingAt: position - 1), to: &heap) }
    }
    return tokens()
  }

  /// Every pair that can merge at the beginning.
  private func initialPairs() -> MinHeap {
    var entries = FlatList<UInt64>()
    for position in cells.indices {
      if let rank = rank(at: position) { entries.append(Self.entry(rank, position)) }
    }
    return MinHeap(entries)
  }

  private func push(pairAt position: Int, to heap: inout MinHeap) {
    if let rank = rank(at: position) { heap.insert(Self.entry(rank, position)) }
  }

  private static func entry(_ rank: UInt32, _ position: Int) -> UInt64 {
    UInt64(rank) << positionBits | UInt64(position)
  }

  /// The rank of the merge of the token that starts at `position` and the next one.
  private func rank(at position: Int) -> UInt32? {
    let next = position + length(cells[position])
    guard next < cells.count else { return nil }
    let rank = table.rank(cells[position], cells[next])
    return rank == MergeTable.noMerge ? nil : rank
  }

  /// Puts `product` in place of the tokens at `position` and `middle`.
  private mutating func join(at position: Int, middle: Int, into product: TokenID) {
    let end = position + Int(table.lengths[Int(product)])
    cells[middle - 1] = Self.inside
    cells[middle] = Self.inside
    cells[position] = product
    cells[end - 1] = product | Self.last
  }

  private func start(endingAt last: Int) -> Int { last + 1 - length(cells[last] & ~Self.last) }

  private func length(_ token: TokenID) -> Int { Int(table.lengths[Int(token)]) }

  /// The tokens that are left, in order.
  private func tokens() -> [TokenID] {
    var tokens: [TokenID] = []
    var position = 0
    while position < cells.count {
      tokens.append(cells[position])
      position += length(cells[position])
    }
    return tokens
  }
}
