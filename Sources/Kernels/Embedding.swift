extension CPUOperations {
  package func embeddingForward(
    out: UnsafeMutablePointer<Float>, weight: WeightMatrix, ids: UnsafePointer<UInt32>, rows: Int
  ) {
    team.perform(over: rows, grain: 256) { range in
      for r in range { expand(row: Int(ids[r]), of: weight, to: out + r * weight.inputs) }
    }
  }

  /// Tasks share out the columns, not the rows: rows of the same id meet in one place, in order.
  package func embeddingBackward(
    dWeight: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>, ids: UnsafePointer<UInt32>,
    rows: Int, width: Int
  ) {
    team.perform(over: width, grain: 64) { columns in
      for r in 0..<rows {
        let sum = dWeight + Int(ids[r]) * width + columns.lowerBound
        kernels.add(sum, sum, dOut + r * width + columns.lowerBound, columns.count)
      }
    }
  }
}
