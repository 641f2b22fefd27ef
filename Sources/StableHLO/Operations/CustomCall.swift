/// A function that the device's plugin brings along.
package struct CustomCall: Hashable {
  /// Its name there.
  package let target: String
  /// What is handed to it beside the operands.
  package let configuration: String
  /// For each operand and each result, its dimensions from the innermost outward.
  package let operandLayouts, resultLayouts: [[Int]]
  /// How it is differentiated; nil if it is not.
  package let gradient: CustomGradient?

  package init(
    target: String, configuration: String, operandLayouts: [[Int]], resultLayouts: [[Int]], gradient: CustomGradient?
  ) {
    (self.target, self.configuration) = (target, configuration)
    (self.operandLayouts, self.resultLayouts) = (operandLayouts, resultLayouts)
    self.gradient = gradient
  }
}

/// A rule for gradients that does not follow from the operations.
package final class CustomGradient: Hashable {
  /// Gives the gradient of each operand, nil for none, from operands, results, and the results' gradients.
  package typealias Rule = (
    _ operands: [Value], _ results: [Value], _ gradients: [Value?]
  ) throws -> [Value?]

  let rule: Rule

  package init(_ rule: @escaping Rule) { self.rule = rule }

  package static func == (a: CustomGradient, b: CustomGradient) -> Bool { a === b }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Value {
  /// This value, whose gradients with respect to `sources` are those of `gradient`: where a formula is known that is shorter,
  /// or keeps less, than what the operations' own rules give.
  package func differentiated(by sources: [Value], _ gradient: CustomGradient) throws -> Value {
    try graph.add(.differentiated(gradient), [self] + sources, type)
  }
}

extension Graph {
  /// Calls a function of the plugin; nothing about it can be checked here.
  package func call(_ function: CustomCall, _ operands: [Value], types: [TensorType]) throws -> [Value] {
    guard function.operandLayouts.map(\.count) == operands.map(\.type.rank),
      function.resultLayouts.map(\.count) == types.map(\.rank)
    else {
      throw GraphError.mismatch(
        operation: "custom_call", expected: "a layout for each dimension", found: operands.map(\.type) + types)
    }
    return try add(.customCall(function), operands, types: types)
  }
}
