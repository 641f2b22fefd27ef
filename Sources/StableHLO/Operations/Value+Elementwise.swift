extension Value {
  /// One of the functions of one number; ``UnaryOperation/isFinite`` gives truth values.
  package func applying(_ operation: UnaryOperation) throws -> Value {
    guard element.isFloat else {
      throw GraphError.mismatch(operation: operation.rawValue, expected: "floats", found: [type])
    }
    return try graph.add(.unary(operation), [self], operation == .isFinite ? type.with(.i1) : type)
  }

  /// One of the functions of two numbers, element by element.
  package func combined(_ operation: BinaryOperation, _ other: Value) throws -> Value {
    guard type == other.type, (element == .i1) == (operation == .and) else {
      throw GraphError.mismatch(
        operation: operation.rawValue, expected: operation == .and ? "two of i1" : "two numbers of one type",
        found: [type, other.type])
    }
    return try graph.add(.binary(operation), [self, other], type)
  }

  /// Truth values (i1) of the same shape.
  package func compared(_ comparison: Comparison, _ other: Value) throws -> Value {
    guard type == other.type else {
      throw GraphError.mismatch(operation: "compare", expected: "two of one type", found: [type, other.type])
    }
    return try graph.add(.compare(comparison), [self, other], type.with(.i1))
  }

  /// Where this (i1, of their shape or a scalar) is true `then`, elsewhere `otherwise`.
  package func select(_ then: Value, _ otherwise: Value) throws -> Value {
    guard then.type == otherwise.type, element == .i1, shape == then.shape || shape.isEmpty else {
      throw GraphError.mismatch(
        operation: "select", expected: "i1 and two of one type", found: [type, then.type, otherwise.type])
    }
    return try graph.add(.select, [self, then, otherwise], then.type)
  }

  /// The same numbers as other elements; the same value if they are those already.
  package func converted(to element: ElementType) throws -> Value {
    if element == self.element { return self }
    return try graph.add(.convert, [self], type.with(element))
  }

  /// The same value, through which no gradient passes.
  package func detached() throws -> Value { try graph.add(.detach, [self], type) }
}

extension Value {
  package static func + (a: Value, b: Value) throws -> Value { try a.combined(.add, b) }
  package static func - (a: Value, b: Value) throws -> Value { try a.combined(.subtract, b) }
  package static func * (a: Value, b: Value) throws -> Value { try a.combined(.multiply, b) }
  package static func / (a: Value, b: Value) throws -> Value { try a.combined(.divide, b) }

  package static func + (a: Value, b: Double) throws -> Value { try a + a.filled(with: b) }
  package static func - (a: Value, b: Double) throws -> Value { try a - a.filled(with: b) }
  package static func * (a: Value, b: Double) throws -> Value { try a * a.filled(with: b) }
  package static func / (a: Value, b: Double) throws -> Value { try a / a.filled(with: b) }
  package static func - (a: Double, b: Value) throws -> Value { try b.filled(with: a) - b }
  package static prefix func - (a: Value) throws -> Value { try a.applying(.negate) }
}
