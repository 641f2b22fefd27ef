extension Value {
  /// The sum or the largest element along some dimensions, which vanish.
  package func reduced(_ reduction: Reduction, _ dimensions: [Int]) throws -> Value {
    let fits =
      element.isFloat && dimensions.allSatisfy(shape.indices.contains)
      && zip(dimensions, dimensions.dropFirst()).allSatisfy(<)
    guard fits else {
      throw GraphError.mismatch(operation: "reduce", expected: "floats with dimensions \(dimensions)", found: [type])
    }
    if dimensions.isEmpty { return self }
    let sizes = rest(without: dimensions).map { shape[$0] }
    return try graph.add(.reduce(reduction, dimensions: dimensions), [self], type.with(sizes))
  }

  /// The sum of all elements, a scalar.
  package func total() throws -> Value { try reduced(.sum, Array(shape.indices)) }
}
