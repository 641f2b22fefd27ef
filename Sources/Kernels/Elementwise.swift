extension CPUOperations {
  /// Elements in a task of an elementwise operation, a multiple of every vector.
  static let elementGrain = 32_768

  package func add(
    out: UnsafeMutablePointer<Float>, a: UnsafePointer<Float>, b: UnsafePointer<Float>, count: Int
  ) {
    team.perform(over: count, grain: Self.elementGrain) { range in
      let i = range.lowerBound
      kernels.add(out + i, a + i, b + i, range.count)
    }
  }

  package func zero(x: UnsafeMutablePointer<Float>, count: Int) {
    team.perform(over: count, grain: 8 * Self.elementGrain) { range in
      (x + range.lowerBound).update(repeating: 0, count: range.count)
    }
  }

  package func copy(out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
    team.perform(over: count, grain: 8 * Self.elementGrain) { range in
      (out + range.lowerBound).update(from: x + range.lowerBound, count: range.count)
    }
  }

  package func addRows(
    x: UnsafeMutablePointer<Float>, stride: Int, y: UnsafePointer<Float>, yStride: Int, rows: Int, width: Int
  ) {
    team.perform(over: rows, grain: max(1, Self.elementGrain / max(1, width))) { range in
      for row in range { kernels.add(x + row * stride, x + row * stride, y + row * yStride, width) }
    }
  }

  /// Every 128 rows of a group are summed apart; the shares are then added in order, and groups along the tree.
  package func addRowSums(
    to sum: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, stride: Int, rows: Int, width: Int, groups: Int
  ) {
    inShares(rows: rows, groups: groups, addedTo: [sum], width: width) { rows, share in
      for row in rows { kernels.add(share, share, x + row * stride, width) }
    }
  }

  package func copyRows(
    out: UnsafeMutablePointer<Float>, outStride: Int, x: UnsafePointer<Float>, stride: Int, rows: Int, width: Int
  ) {
    team.perform(over: rows, grain: max(1, Self.elementGrain / max(1, width))) { range in
      for row in range { (out + row * outStride).update(from: x + row * stride, count: width) }
    }
  }

  package func sum(x: UnsafePointer<Float>, count: Int, groups: Int) -> Double {
    let size = count / groups
    return treeSum((0..<groups).map { group in (0..<size).reduce(0) { $0 + Double(x[group * size + $1]) } })
  }
}
