extension GradientStep {
  /// (matrix, ids): each row's gradient is added to the row of the matrix that it came from.
  func gatherRows() throws -> [Value?] {
    [try operands[0].filled(with: 0).addingRows(gradient(), at: operands[1]), nil]
  }

  /// (matrix, ids, updates).
  func scatterAddRows() throws -> [Value?] {
    let dy = try gradient()
    return [dy, nil, try dy.rows(at: operands[1])]
  }

  /// (x, starts).
  func dynamicSlice() throws -> [Value?] {
    let dx = try operands[0].filled(with: 0).updated(with: gradient(), starts: Array(operands.dropFirst()))
    return [dx] + operands.dropFirst().map { _ in nil }
  }

  /// (x, update, starts).
  func dynamicUpdateSlice() throws -> [Value?] {
    let (update, starts, dy) = (operands[1], Array(operands[2...]), try gradient())
    return [
      try dy.updated(with: update.filled(with: 0), starts: starts),
      try dy.dynamicallySliced(starts: starts, sizes: update.shape),
    ] + starts.map { _ in nil }
  }
}
