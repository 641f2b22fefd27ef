extension GradientStep {
  /// dx from y = f(x).
  func unary(_ operation: UnaryOperation) throws -> Value? {
    let (x, y, dy) = (operands[0], results[0], try gradient())
    switch operation {
    case .negate: return try -dy
    case .exponential: return try dy * y
    case .log: return try dy / x
    // (x^-½)' = -½ x^-½ / x
    case .rsqrt: return try dy * (y / x * -0.5)
    case .sqrt: return try dy * 0.5 / y
    case .tanh: return try dy * (1 - y * y)
    case .logistic: return try dy * (y * (1 - y))
    case .abs:
      return try x.compared(.less, x.filled(with: 0)).select(-dy, dy)
    case .isFinite: return nil
    }
  }
}
