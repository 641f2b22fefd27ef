extension GradientStep {
  /// da and db from y = f(a, b).
  func binary(_ operation: BinaryOperation) throws -> [Value?] {
    let (a, b, dy) = (operands[0], operands[1], try gradient())
    switch operation {
    case .add: return [dy, dy]
    case .subtract: return [dy, try -dy]
    case .multiply: return [try dy * b, try dy * a]
    case .divide:
      let da = try dy / b
      return [da, try -(da * results[0])]
    case .maximum: return try chosen(a.compared(.greaterOrEqual, b), dy)
    case .minimum: return try chosen(a.compared(.lessOrEqual, b), dy)
    case .and: return [nil, nil]
    }
  }

  /// (condition, then, otherwise).
  func select() throws -> [Value?] { try [nil] + chosen(operands[0], gradient()) }

  /// The gradient goes to the first where the condition holds, to the second elsewhere.
  private func chosen(_ condition: Value, _ dy: Value) throws -> [Value?] {
    let zero = try dy.filled(with: 0)
    return [try condition.select(dy, zero), try condition.select(zero, dy)]
  }
}
