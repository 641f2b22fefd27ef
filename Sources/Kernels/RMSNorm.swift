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
  static func normShares(rows: Int) -> Int { (rows + normGrain - 1) / normGrain }

  /// Every 128 rows sum their share of dGain apart; the shares are then added in order.
  package func rmsNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    x: UnsafePointer<Float>, gain: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>,
    rows: Int, width: Int, accumulate: Bool
  ) {
    let grain = Self.normGrain
    let blocks = Self.normShares(rows: rows)
    workspaces.borrow(blocks * width) { shares in
      team.perform(over: rows, grain: grain) { range in
        let at = range.lowerBound * width
        let share = shares + range.lowerBound / grain * width
        share.update(repeating: 0, count: width)
        kernels.rms_norm_backward(
          dx + at, share, dOut + at, x + at, gain, inverseRMS + range.lowerBound, range.count, width,
          accumulate ? 1 : 0)
      }
      for block in 0..<blocks { kernels.add(dGain, dGain, shares + block * width, width) }
    }
  }
}
