extension CPUOperations {
  package func layerNormForward(
    out: UnsafeMutablePointer<Float>, inverseDeviation: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>,
    gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float
  ) {
    team.perform(over: rows, grain: 128) { range in
      let first = range.lowerBound
      kernels.layer_norm(
        out + first * width, inverseDeviation + first, x + first * width, gain, bias, range.count, width, epsilon)
    }
  }

  /// Gain's and bias's gradients are summed side by side.
  package func layerNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>,
    dOut: UnsafePointer<Float>, x: UnsafePointer<Float>, gain: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, rows: Int, width: Int, groups: Int, accumulate: Bool
  ) {
    inShares(rows: rows, groups: groups, addedTo: [dGain, dBias], width: width) { rows, shares in
      let first = rows.lowerBound
      kernels.layer_norm_backward(
        dx + first * width, shares, shares + width, dOut + first * width, x + first * width, gain,
        inverseDeviation + first, rows.count, width, accumulate ? 1 : 0)
    }
  }
}
