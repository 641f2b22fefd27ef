extension SlowOperations {
  /// ((g0 + g1) + (g2 + g3)) + …: the sums of groups, whose number is a power of two, along a binary tree; `sum` gives a
  /// group's.
  package static func treeSum<T: BinaryFloatingPoint>(groups: Range<Int>, _ sum: (_ group: Int) -> [T]) -> [T] {
    guard groups.count > 1 else { return sum(groups.lowerBound) }
    let middle = groups.lowerBound + groups.count / 2
    let left = treeSum(groups: groups.lowerBound..<middle, sum)
    return zip(left, treeSum(groups: middle..<groups.upperBound, sum)).map { $0 + $1 }
  }
}
