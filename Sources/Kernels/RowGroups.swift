import CKernels

/// Rows as groups of equal size. A sum over rows takes each group for itself, and adds the groups along a binary tree:
///
///     ((g0 + g1) + (g2 + g3)) + ((g4 + g5) + (g6 + g7))
///
/// So a pass over half of the groups, or a quarter, makes a branch of the tree, with the same bits as in a pass over all.
struct RowGroups {
  let rows: Int
  /// A power of two that divides `rows`.
  let count: Int

  /// Levels of the tree above the groups.
  var levels: Int { count.trailingZeroBitCount }

  /// Rows of a group.
  var height: Int { rows / count }

  /// The rows in order, in pieces of at most `most`: whole groups, a power of two of them, or parts of one.
  func pieces(ofAtMost most: Int) -> RowPieces { RowPieces(self, most: most) }

  static func powerOfTwo(atMost count: Int) -> Int { 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount) }
}

/// Rows of whole groups, or some rows of one.
struct RowPiece {
  let rows: Range<Int>
  let firstGroup, groups: Int
  /// Whether they hold a group's first row, and its last.
  let begins, ends: Bool
}

/// Pieces of nearly equal size: all are as large as the first, but the last of a group.
struct RowPieces: RandomAccessCollection {
  private let groups: RowGroups
  /// Rows of a piece, groups that it has, and how many pieces make so many groups.
  private let most, together, each: Int

  fileprivate init(_ groups: RowGroups, most: Int) {
    self.groups = groups
    let isPart = most < groups.height
    together = isPart ? 1 : RowGroups.powerOfTwo(atMost: Swift.min(groups.count, most / Swift.max(1, groups.height)))
    self.most = isPart ? most : together * groups.height
    each = isPart ? (groups.height + most - 1) / most : 1
  }

  var startIndex: Int { 0 }
  var endIndex: Int { groups.count / together * each }

  subscript(index: Int) -> RowPiece {
    let (group, part) = (index / each * together, index % each)
    let start = group * groups.height + part * most
    let end = Swift.min(start + most, (group + together) * groups.height)
    return RowPiece(
      rows: start..<end, firstGroup: group, groups: together, begins: part == 0, ends: part == each - 1)
  }

  /// One of each size.
  var distinct: [RowPiece] { each > 1 && self[each - 1].rows.count < most ? [self[0], self[each - 1]] : [self[0]] }
}

extension lp_groups {
  /// A sum that is not divided.
  static var one: lp_groups { all(of: 1) }

  static func all(of count: Int) -> lp_groups {
    lp_groups(first: 0, count: count, all: count, begins: 1, ends: 1, sums: nil)
  }

  /// Those of a piece of the rows whose groups these are.
  func part(_ piece: RowPiece) -> lp_groups {
    lp_groups(
      first: first + piece.firstGroup, count: piece.groups, all: all, begins: piece.begins ? begins : 0,
      ends: piece.ends ? ends : 0, sums: sums)
  }

  /// Sums that a task keeps near.
  var near: Int { all == 1 ? 0 : 1 + count.trailingZeroBitCount }

  /// Sums that last from product to product.
  var far: Int {
    all == 1 ? 0 : (all / count).trailingZeroBitCount + (begins == 1 && ends == 1 ? 0 : 1)
  }
}

/// Adds groups' vectors (count, width), `stride` floats apart, along the tree; the sum is left in the first.
func addAlongTree(
  _ sums: UnsafeMutablePointer<Float>, count: Int, stride: Int, width: Int, _ kernels: lp_kernels
) {
  var step = 1
  while step < count {
    for group in Swift.stride(from: 0, to: count, by: 2 * step) {
      let sum = sums + group * stride
      kernels.add(sum, sum, sum + step * stride, width)
    }
    step *= 2
  }
}

/// The sum of a power of two of numbers along the tree; 0 of none.
package func treeSum<Number: BinaryFloatingPoint>(_ values: [Number]) -> Number {
  var sums = values
  while sums.count > 1 { sums = stride(from: 0, to: sums.count, by: 2).map { sums[$0] + sums[$0 + 1] } }
  return sums.first ?? 0
}
