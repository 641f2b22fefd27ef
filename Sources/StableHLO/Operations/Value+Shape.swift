extension Value {
  /// Dimension i becomes dimension `dimensions[i]` of the new shape; along the others, and where its size is 1, the value
  /// is repeated.
  package func broadcast(to shape: [Int], dimensions: [Int]) throws -> Value {
    let fits =
      dimensions.count == type.rank && zip(dimensions, dimensions.dropFirst()).allSatisfy(<)
      && zip(self.shape, dimensions).allSatisfy { size, dimension in
        shape.indices.contains(dimension) && (size == 1 || size == shape[dimension])
      }
    guard fits else {
      throw GraphError.mismatch(
        operation: "broadcast_in_dim", expected: "a shape that \(dimensions) of \(shape) can hold", found: [type])
    }
    if shape == self.shape { return self }
    return try graph.add(.broadcast(dimensions: dimensions), [self], type.with(shape))
  }

  /// A scalar in every place of a shape.
  package func broadcast(to shape: [Int]) throws -> Value { try broadcast(to: shape, dimensions: []) }

  /// The same elements in the same order in another shape.
  package func reshaped(_ shape: [Int]) throws -> Value {
    guard type.with(shape).count == type.count, shape.allSatisfy({ $0 > 0 }) else {
      throw GraphError.mismatch(operation: "reshape", expected: "as many elements as \(shape)", found: [type])
    }
    return shape == self.shape ? self : try graph.add(.reshape, [self], type.with(shape))
  }

  /// Dimension i of the result is dimension `permutation[i]`.
  package func transposed(_ permutation: [Int]) throws -> Value {
    guard permutation.sorted() == Array(shape.indices) else {
      throw GraphError.mismatch(operation: "transpose", expected: "\(permutation.count) dimensions", found: [type])
    }
    if permutation == Array(shape.indices) { return self }
    return try graph.add(.transpose(permutation: permutation), [self], type.with(permutation.map { shape[$0] }))
  }

  /// In every dimension each `strides`-th element of `starts ..< limits`.
  package func sliced(starts: [Int], limits: [Int], strides: [Int]? = nil) throws -> Value {
    let strides = strides ?? [Int](repeating: 1, count: type.rank)
    let fits =
      [starts.count, limits.count, strides.count].allSatisfy { $0 == type.rank }
      && shape.indices.allSatisfy { i in
        starts[i] >= 0 && starts[i] < limits[i] && limits[i] <= shape[i] && strides[i] >= 1
      }
    guard fits else {
      throw GraphError.mismatch(operation: "slice", expected: "room for \(starts) to \(limits)", found: [type])
    }
    let sizes = shape.indices.map { (limits[$0] - starts[$0] - 1) / strides[$0] + 1 }
    if sizes == shape { return self }
    return try graph.add(.slice(starts: starts, limits: limits, strides: strides), [self], type.with(sizes))
  }

  /// A range of one dimension, every `stride`-th element.
  package func sliced(_ range: Range<Int>, dimension: Int, stride: Int = 1) throws -> Value {
    guard shape.indices.contains(dimension) else {
      throw GraphError.mismatch(operation: "slice", expected: "a dimension \(dimension)", found: [type])
    }
    var (starts, limits, strides) = (shape.map { _ in 0 }, shape, shape.map { _ in 1 })
    (starts[dimension], limits[dimension], strides[dimension]) = (range.lowerBound, range.upperBound, stride)
    return try sliced(starts: starts, limits: limits, strides: strides)
  }

  /// `value` (a scalar) before, after and between the elements; `low` and `high` may be below zero, which cuts.
  package func padded(with value: Value, low: [Int], high: [Int], interior: [Int]) throws -> Value {
    let fits =
      value.type == .scalar(element) && [low.count, high.count, interior.count].allSatisfy { $0 == type.rank }
      && interior.allSatisfy { $0 >= 0 }
    guard fits else {
      throw GraphError.mismatch(operation: "pad", expected: "sizes for each dimension", found: [type, value.type])
    }
    let sizes = shape.indices.map { low[$0] + shape[$0] + (shape[$0] - 1) * interior[$0] + high[$0] }
    return try graph.add(.pad(low: low, high: high, interior: interior), [self, value], type.with(sizes))
  }
}

extension Graph {
  /// Values one after another along a dimension; they have the same sizes along the others.
  package func concatenate(_ values: [Value], dimension: Int) throws -> Value {
    guard let first = values.first, first.shape.indices.contains(dimension) else {
      throw GraphError.mismatch(
        operation: "concatenate", expected: "values with a dimension \(dimension)", found: values.map(\.type))
    }
    var shape = first.shape
    shape[dimension] = values.reduce(0) { $0 + ($1.shape.indices.contains(dimension) ? $1.shape[dimension] : 0) }
    for value in values {
      var expected = value.shape
      if expected.count == shape.count { expected[dimension] = shape[dimension] }
      guard expected == shape, value.element == first.element else {
        throw GraphError.mismatch(
          operation: "concatenate", expected: "one type but for dimension \(dimension)", found: values.map(\.type))
      }
    }
    return values.count == 1
      ? first : try add(.concatenate(dimension: dimension), values, first.type.with(shape))
  }
}
