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

  /// Every 128 rows of a group sum their share of dGain apart; the shares are then added in order, and groups along the
  /// tree.
  package func rmsNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    x: UnsafePointer<Float>, gain: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>,
    rows: Int, width: Int, groups: Int, accumulate: Bool
  ) {
    inShares(rows: rows, groups: groups, addedTo: [dGain], width: width) { rows, share in
      let first = rows.lowerBound
      kernels.rms_norm_backward(
        dx + first * width, share, dOut + first * width, x + first * width, gain, inverseRMS + first, rows.count, width,
        accumulate ? 1 : 0)
    }
  }
}
