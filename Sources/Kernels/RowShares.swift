/// Sums over rows of vectors that are as wide as a row: gradients of gains and of biases.
extension CPUOperations {
  /// Rows whose share is summed apart.
  private static let shareGrain = 128

  /// Shares of a sum.
  static func rowShares(rows: Int, groups: Int) -> Int { (rows / groups + shareGrain - 1) / shareGrain * groups }

  /// Each of some sums (width) += what `body` adds, for some rows at a time, to shares of zeros: (width) for each sum, side by
  /// side.
  func inShares(
    rows: Int, groups: Int, addedTo sums: [UnsafeMutablePointer<Float>], width: Int,
    _ body: (_ rows: Range<Int>, _ shares: UnsafeMutablePointer<Float>) -> Void
  ) {
    let (grain, height, wide) = (Self.shareGrain, rows / groups, sums.count * width)
    let count = Self.rowShares(rows: rows, groups: groups)
    workspaces.borrow(count * wide) { shares in
      team.perform(tasks: count) { task in
        let (group, start) = (task / (count / groups), task % (count / groups) * grain)
        let (first, share) = (group * height + start, shares + task * wide)
        share.update(repeating: 0, count: wide)
        body(first..<first + min(grain, height - start), share)
      }
      func add(_ share: Int) {
        for (index, sum) in sums.enumerated() { kernels.add(sum, sum, shares + share * wide + index * width, width) }
      }
      // One group is added to what is there as it comes.
      guard groups > 1 else { return (0..<count).forEach(add) }
      addShares(shares, count: count, width: wide, groups: groups)
      add(0)
    }
  }

  /// Adds shares (count, width) in order within each group, and groups along the tree; the sum is left in the first.
  func addShares(_ shares: UnsafeMutablePointer<Float>, count: Int, width: Int, groups: Int) {
    let each = count / groups
    for share in 0..<count where share % each > 0 {
      let sum = shares + share / each * each * width
      kernels.add(sum, sum, shares + share * width, width)
    }
    addAlongTree(shares, count: groups, stride: each * width, width: width, kernels)
  }
}
