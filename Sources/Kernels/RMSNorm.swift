extension CPUOperations {
  package func rmsNormForward(
    out: UnsafeMutablePointer<Float>, inverseRMS: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>,
    gain: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float
  ) {
    team.perform(over: rows, grain: 128) { range in
      let first = range.lowerBound
      kernels.rms_norm(
        out + first * width, inverseRMS + first, x + first * width, gain, range.count, width, epsilon)
    }
  }

  /// Rows whose share of dGain is summed apart.
  private static let normGrain = 128

  /// Shares of dGain.
  static func normShares(rows: Int, groups: Int) -> Int { (rows / groups + normGrain - 1) / normGrain * groups }

  /// Every 128 rows of a group sum their share of dGain apart; the shares are then added in order, and groups along the
  /// tree.
  package func rmsNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    x: UnsafePointer<Float>, gain: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>,
    rows: Int, width: Int, groups: Int, accumulate: Bool
  ) {
    let (grain, height) = (Self.normGrain, rows / groups)
    let count = Self.normShares(rows: rows, groups: groups)
    workspaces.borrow(count * width) { shares in
      team.perform(tasks: count) { task in
        let (group, start) = (task / (count / groups), task % (count / groups) * grain)
        let (first, share) = (group * height + start, shares + task * width)
        share.update(repeating: 0, count: width)
        kernels.rms_norm_backward(
          dx + first * width, share, dOut + first * width, x + first * width, gain, inverseRMS + first,
          min(grain, height - start), width, accumulate ? 1 : 0)
      }
      // One group is added to what is there as it comes.
      guard groups > 1 else { return (0..<count).forEach { kernels.add(dGain, dGain, shares + $0 * width, width) } }
      addShares(shares, count: count, width: width, groups: groups)
      kernels.add(dGain, dGain, shares, width)
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
