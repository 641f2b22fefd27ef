import CKernels

/// The rows of each id in ascending order, as chains.
struct RowsOfIDs: @unchecked Sendable {
  let groups: RowGroups
  private let first, next: UnsafeMutablePointer<UInt32>

  /// In `words` of memory, which it uses while it lives.
  init(_ ids: UnsafePointer<UInt32>, _ groups: RowGroups, vocabulary: Int, in words: UnsafeMutablePointer<Float>) {
    self.groups = groups
    let all = vocabulary + groups.rows
    first = UnsafeMutableRawPointer(words).bindMemory(to: UInt32.self, capacity: all)
    next = first + vocabulary
    first.update(repeating: .max, count: vocabulary)
    for row in (0..<groups.rows).reversed() {
      let id = Int(ids[row])
      (next[row], first[id]) = (first[id], UInt32(row))
    }
  }

  func first(of id: Int) -> Int? { row(first[id]) }
  func next(after row: Int) -> Int? { self.row(next[row]) }
  func group(of row: Int) -> Int { row / groups.height }

  private func row(_ word: UInt32) -> Int? { word == .max ? nil : Int(word) }

  static func words(rows: Int, vocabulary: Int) -> Int { vocabulary + rows }

  /// Vectors that ``EmbeddingColumns`` needs: a sum for each level of the tree, its top included.
  static func sums(groups: Int) -> Int { groups.trailingZeroBitCount + 1 }
}

/// Some columns of dWeight (V, D) += rows of dOut (R, D) at their ids, each group of rows for itself and the groups along
/// the tree. A group without rows of an id adds nothing.
struct EmbeddingColumns {
  let order: RowsOfIDs
  let dOut: UnsafePointer<Float>
  let dWeight: UnsafeMutablePointer<Float>
  let width, columns: Int
  let sums: UnsafeMutablePointer<Float>  // (levels + 1, columns)
  let kernels: lp_kernels

  func add(_ id: Int) {
    guard var row = order.first(of: id) else { return }
    var (left, full) = (true, 0)  // whether rows are left; which levels hold a sum, as bits
    for group in 0..<order.groups.count {
      let level = (~group).trailingZeroBitCount
      var isFull = false
      while left, order.group(of: row) == group {
        put(dOut + row * width, at: level, isFull: &isFull)
        if let next = order.next(after: row) { row = next } else { left = false }
      }
      for lower in 0..<level where full >> lower & 1 == 1 { put(sums + lower * columns, at: level, isFull: &isFull) }
      full = full & -(1 << level) | (isFull ? 1 << level : 0)
    }
    let sum = dWeight + id * width
    kernels.add(sum, sum, sums + order.groups.levels * columns, columns)
  }

  /// Adds a vector to a level, or places it there if there is nothing yet.
  private func put(_ vector: UnsafePointer<Float>, at level: Int, isFull: inout Bool) {
    let sum = sums + level * columns
    if isFull { kernels.add(sum, sum, vector, columns) } else { sum.update(from: vector, count: columns) }
    isFull = true
  }
}
