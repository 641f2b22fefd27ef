extension CPUOperations {
  package func rmsNormForward(
    out: UnsafeMutablePointer<Float>, inverseRMS: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>,
    gain: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float
  ) {
    team.perform(tasks: rows) { r in
      let x = x + r * width
      let out = out + r * width
      var sum: Float = 0
      for d in 0..<width { sum += x[d] * x[d] }
      let inverse = 1 / (sum / Float(width) + epsilon).squareRoot()
      inverseRMS[r] = inverse
      for d in 0..<width { out[d] = x[d] * inverse * gain[d] }
    }
  }

  package func rmsNormBackward(
    dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    x: UnsafePointer<Float>, gain: UnsafePointer<Float>, inverseRMS: UnsafePointer<Float>,
    rows: Int, width: Int, accumulate: Bool
  ) {
    for r in 0..<rows {
      let x = x + r * width
      let dOut = dOut + r * width
      let dx = dx + r * width
      let inverse = inverseRMS[r]
      var projection: Float = 0
      for d in 0..<width {
        projection += dOut[d] * gain[d] * x[d]
        dGain[d] += dOut[d] * x[d] * inverse
      }
      let pull = projection * inverse * inverse * inverse / Float(width)
      for d in 0..<width {
        let value = dOut[d] * gain[d] * inverse - x[d] * pull
        dx[d] = accumulate ? dx[d] + value : value
      }
    }
  }
}
