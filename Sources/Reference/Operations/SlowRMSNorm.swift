extension SlowOperations {
  /// out (R, D) = x / √(mean(x²) + epsilon) · gain; inverseRMS (R).
  package static func rmsNorm<T: BinaryFloatingPoint>(
    x: [T], gain: [T], rows: Int, width: Int, epsilon: T
  ) -> (out: [T], inverseRMS: [T]) {
    var out = x
    var inverseRMS = [T](repeating: 0, count: rows)
    for r in 0..<rows {
      var squares: T = 0
      for d in 0..<width { squares += x[r * width + d] * x[r * width + d] }
      inverseRMS[r] = 1 / (squares / T(width) + epsilon).squareRoot()
      for d in 0..<width { out[r * width + d] = x[r * width + d] * inverseRMS[r] * gain[d] }
    }
    return (out, inverseRMS)
  }

  /// With s = inverseRMS and u = dOut · gain: dx = s·u − x · s³/D · Σ u·x; dGain = Σ over rows of dOut · x · s.
  package static func rmsNormBackward<T: BinaryFloatingPoint>(
    dOut: [T], x: [T], gain: [T], inverseRMS: [T], rows: Int, width: Int
  ) -> (dx: [T], dGain: [T]) {
    var dx = x
    var dGain = [T](repeating: 0, count: width)
    for r in 0..<rows {
      let s = inverseRMS[r]
      var projection: T = 0
      for d in 0..<width {
        let i = r * width + d
        projection += dOut[i] * gain[d] * x[i]
        dGain[d] += dOut[i] * x[i] * s
      }
      for d in 0..<width {
        let i = r * width + d
        dx[i] = dOut[i] * gain[d] * s - x[i] * s * s * s * projection / T(width)
      }
    }
    return (dx, dGain)
  }
}
