extension SlowOperations {
  /// out (R, D) = weight (V, D) at ids (R).
  package static func embedding<T: BinaryFloatingPoint>(weight: [T], ids: [UInt32], width: Int) -> [T] {
    ids.flatMap { weight[Int($0) * width..<(Int($0) + 1) * width] }
  }

  /// dWeight (V, D), the sum of the rows of dOut (R, D) at their ids.
  package static func embeddingBackward<T: BinaryFloatingPoint>(
    dOut: [T], ids: [UInt32], width: Int, vocabulary: Int
  ) -> [T] {
    var dWeight = [T](repeating: 0, count: vocabulary * width)
    for (r, id) in ids.enumerated() {
      for d in 0..<width { dWeight[Int(id) * width + d] += dOut[r * width + d] }
    }
    return dWeight
  }
}
