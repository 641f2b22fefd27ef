extension GradientStep {
  /// What was repeated is added up.
  func broadcast(_ dimensions: [Int]) throws -> Value {
    let (x, dy) = (operands[0], try gradient())
    let repeated = dy.shape.indices.filter { dimension in
      guard let source = dimensions.firstIndex(of: dimension) else { return true }
      return x.shape[source] != dy.shape[dimension]
    }
    return try dy.reduced(.sum, repeated).reshaped(x.shape)
  }

  func transpose(_ permutation: [Int]) throws -> Value {
    var inverse = permutation
    for (index, dimension) in permutation.enumerated() { inverse[dimension] = index }
    return try gradient().transposed(inverse)
  }

  /// Zeros where nothing was taken from.
  func slice(_ starts: [Int], _ limits: [Int], _ strides: [Int]) throws -> Value {
    let (shape, dy) = (operands[0].shape, try gradient())
    let high = shape.indices.map { shape[$0] - starts[$0] - (dy.shape[$0] - 1) * strides[$0] - 1 }
    return try dy.padded(
      with: graph.constant(0, dy.element), low: starts, high: high, interior: strides.map { $0 - 1 })
  }

  /// (x, value): x from its places, the value everything else.
  func pad(_ low: [Int], _ high: [Int], _ interior: [Int]) throws -> [Value?] {
    let (x, dy) = (operands[0], try gradient())
    let zeros = low.map { _ in 0 }
    // Places that a negative padding cut away get nothing.
    let uncut = try dy.padded(
      with: graph.constant(0, dy.element), low: low.map { max(0, -$0) }, high: high.map { max(0, -$0) },
      interior: zeros)
    let starts = low.map { max(0, $0) }
    let strides = interior.map { $0 + 1 }
    let limits = x.shape.indices.map { starts[$0] + (x.shape[$0] - 1) * strides[$0] + 1 }
    let dx = try uncut.sliced(starts: starts, limits: limits, strides: strides)
    return [dx, try dy.total() - dx.total()]
  }

  func concatenate(_ dimension: Int) throws -> [Value?] {
    let dy = try gradient()
    var start = 0
    return try operands.map { operand in
      defer { start += operand.shape[dimension] }
      return try dy.sliced(start..<start + operand.shape[dimension], dimension: dimension)
    }
  }
}
