extension GradientStep {
  /// Each operand's gradient is a product of dy with the other operand, in the operands' precision, added up in float32.
  /// The right one's, a weight's in a linear layer, is kept in float32; the left one's has the left operand's elements, as
  /// the gradients of activations have elsewhere.
  func dot(_ dimensions: DotDimensions) throws -> [Value?] {
    guard let gradient = gradients[0] else { return [nil, nil] }
    let (left, right) = (operands[0], operands[1])
    let dy = try gradient.converted(to: left.element)
    let leftRest = left.rest(without: dimensions.leftBatching + dimensions.leftContracting)
    let rightRest = right.rest(without: dimensions.rightBatching + dimensions.rightContracting)
    let batching = Array(0..<dimensions.leftBatching.count)
    let leftPlaces = leftRest.indices.map { batching.count + $0 }
    let rightPlaces = rightRest.indices.map { batching.count + leftRest.count + $0 }

    // dy (batching, left rest, right rest) with right (batching, contracting, right rest).
    let dLeft = try dy.dot(
      right, DotDimensions(batching: (batching, dimensions.rightBatching), contracting: (rightPlaces, rightRest)))
    // Gives (batching, left rest, right's contracting dimensions in their order there).
    let leftOrder =
      dimensions.leftBatching + leftRest
      + Self.partners(of: dimensions.rightContracting, dimensions.leftContracting)
    // left (batching, left rest, contracting) with dy: (batching, left's contracting dimensions in order, right rest),
    // and with the operands exchanged (batching, right rest, contracting), which is how weights lie.
    let dRight = try dy.dot(
      left, DotDimensions(batching: (batching, dimensions.leftBatching), contracting: (leftPlaces, leftRest)),
      element: .f32)
    let rightOrder =
      dimensions.rightBatching + rightRest
      + Self.partners(of: dimensions.leftContracting, dimensions.rightContracting)
    return [try Self.arranged(dLeft, leftOrder), try Self.arranged(dRight, rightOrder)]
  }

  /// `mine` in the order in which their partners stand, sorted.
  private static func partners(of theirs: [Int], _ mine: [Int]) -> [Int] {
    zip(theirs, mine).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Dimension i of x goes to place `order[i]`.
  private static func arranged(_ x: Value, _ order: [Int]) throws -> Value {
    var permutation = order
    for (index, place) in order.enumerated() { permutation[place] = index }
    return try x.transposed(permutation)
  }
}
