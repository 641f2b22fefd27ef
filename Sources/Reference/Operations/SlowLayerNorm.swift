extension SlowOperations {
  /// out (R, D) = (x − mean(x)) / √(variance(x) + epsilon) · gain + bias; inverseDeviation (R).
  package static func layerNorm<T: BinaryFloatingPoint>(
    x: [T], gain: [T], bias: [T], rows: Int, width: Int, epsilon: T
  ) -> (out: [T], inverseDeviation: [T]) {
    var out = x
    var inverseDeviation = [T](repeating: 0, count: rows)
    for r in 0..<rows {
      let row = x[r * width..<(r + 1) * width]
      let mean = row.reduce(0, +) / T(width)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / T(width)
      inverseDeviation[r] = 1 / (variance + epsilon).squareRoot()
      for d in 0..<width { out[r * width + d] = (x[r * width + d] - mean) * inverseDeviation[r] * gain[d] + bias[d] }
    }
    return (out, inverseDeviation)
  }

  /// With y = (x − mean) · s and u = dOut · gain: dx = s · (u − mean(u) − y · mean(u · y)); dGain = Σ over rows of dOut · y,
  /// dBias = Σ over rows of dOut.
  package static func layerNormBackward<T: BinaryFloatingPoint>(
    dOut: [T], x: [T], gain: [T], inverseDeviation: [T], rows: Int, width: Int
  ) -> (dx: [T], dGain: [T], dBias: [T]) {
    var dx = x
    var (dGain, dBias) = ([T](repeating: 0, count: width), [T](repeating: 0, count: width))
    for r in 0..<rows {
      let places = r * width..<(r + 1) * width
      let mean = x[places].reduce(0, +) / T(width)
      let y = places.map { (x[$0] - mean) * inverseDeviation[r] }
      let u = places.map { dOut[$0] * gain[$0 - places.lowerBound] }
      let all = u.reduce(0, +) / T(width)
      let along = zip(u, y).reduce(0) { $0 + $1.0 * $1.1 } / T(width)
      for d in 0..<width {
        let i = places.lowerBound + d
        dx[i] = inverseDeviation[r] * (u[d] - all - y[d] * along)
        dGain[d] += dOut[i] * y[d]
        dBias[d] += dOut[i]
      }
    }
    return (dx, dGain, dBias)
  }
}
