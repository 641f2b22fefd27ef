extension CPUOperations {
  package func embeddingForward(
    out: UnsafeMutablePointer<Float>, weight: UnsafePointer<Float>, ids: UnsafePointer<UInt16>,
    rows: Int, width: Int
  ) {
    for r in 0..<rows {
      (out + r * width).update(from: weight + Int(ids[r]) * width, count: width)
    }
  }

  package func embeddingBackward(
    dWeight: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>, ids: UnsafePointer<UInt16>,
    rows: Int, width: Int
  ) {
    for r in 0..<rows {
      let row = dWeight + Int(ids[r]) * width
      for d in 0..<width { row[d] += dOut[r * width + d] }
    }
  }
}
