extension Graph {
  /// The same number everywhere.
  ///
  /// - Throws: ``GraphError/notFinite(operation:found:)``: infinities have no decimal notation
  package func constant(_ number: Double, _ type: TensorType) throws -> Value {
    guard number.isFinite else { throw GraphError.notFinite(operation: "constant", found: number) }
    return try add(.splat(number), [], type)
  }

  /// A scalar.
  package func constant(_ number: Double, _ element: ElementType) throws -> Value {
    try constant(number, .scalar(element))
  }

  /// Given numbers, row-major, as many as the type has.
  package func constant(_ numbers: [Double], _ type: TensorType) throws -> Value {
    guard numbers.count == type.count, !type.shape.isEmpty else {
      throw GraphError.mismatch(operation: "constant", expected: "\(numbers.count) elements", found: [type])
    }
    for number in numbers where !number.isFinite {
      throw GraphError.notFinite(operation: "constant", found: number)
    }
    return try add(.dense(numbers), [], type)
  }

  /// 0, 1, 2, … along a dimension, the same along all others.
  package func iota(_ type: TensorType, dimension: Int) throws -> Value {
    guard type.shape.indices.contains(dimension), type.element != .i1 else {
      throw GraphError.mismatch(operation: "iota", expected: "numbers with a dimension \(dimension)", found: [type])
    }
    return try add(.iota(dimension: dimension), [], type)
  }
}

extension Value {
  /// A number in this value's shape and type.
  package func filled(with number: Double) throws -> Value { try graph.constant(number, type) }
}
