extension Value {
  /// A product of tensors: sums over the contracting dimensions, for each index of the batching ones.
  ///
  /// - Parameters:
  ///   - other: the right operand, of the same elements
  ///   - dimensions: which dimensions belong together
  ///   - element: what the result consists of; sums are taken in float32 at least. Nil means the operands' elements.
  /// - Returns: (batching, rest of this, rest of `other`). Products of float32 are as exact as the device can, never TF32.
  /// - Throws: ``GraphError/mismatch(operation:expected:found:)``
  package func dot(_ other: Value, _ dimensions: DotDimensions, element: ElementType? = nil) throws -> Value {
    let element = element ?? self.element
    let batching = sizes(dimensions.leftBatching), contracting = sizes(dimensions.leftContracting)
    let fits =
      self.element == other.element && self.element.isFloat && element.isFloat && batching != nil && contracting != nil
      && batching == other.sizes(dimensions.rightBatching)
      && contracting == other.sizes(dimensions.rightContracting)
      && Self.areDistinct(dimensions.leftBatching + dimensions.leftContracting)
      && Self.areDistinct(dimensions.rightBatching + dimensions.rightContracting)
    guard fits, let batching else {
      throw GraphError.mismatch(
        operation: "dot_general", expected: "floats that fit \(dimensions)", found: [type, other.type])
    }
    let left = rest(without: dimensions.leftBatching + dimensions.leftContracting)
    let right = other.rest(without: dimensions.rightBatching + dimensions.rightContracting)
    let shape = batching + left.map { self.shape[$0] } + right.map { other.shape[$0] }
    let precision: DotPrecision = self.element == .f32 ? .highest : .standard
    return try graph.add(.dot(dimensions, precision), [self, other], TensorType(shape, element))
  }

  /// The sizes of some dimensions; nil if there is no such dimension.
  private func sizes(_ dimensions: [Int]) -> [Int]? {
    dimensions.allSatisfy(shape.indices.contains) ? dimensions.map { shape[$0] } : nil
  }

  /// The dimensions that are not among these, in order.
  func rest(without dimensions: [Int]) -> [Int] { shape.indices.filter { !dimensions.contains($0) } }

  private static func areDistinct(_ dimensions: [Int]) -> Bool { Set(dimensions).count == dimensions.count }
}
