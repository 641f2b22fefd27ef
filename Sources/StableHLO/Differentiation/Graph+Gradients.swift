extension Graph {
  /// The gradient of a value with respect to others, by reverse-mode differentiation: operations that compute it are added
  /// to the graph.
  ///
  /// The gradient of a bfloat16 value is float32 where a product gives it so: rounding is left to whoever reads it, and a
  /// float32 weight that was rounded for a product gets an unrounded gradient.
  ///
  /// - Parameters:
  ///   - value: what is differentiated
  ///   - seed: the gradient of the final result with respect to `value`; nil means that `value` is the result, a scalar
  ///   - sources: what it is differentiated by
  /// - Returns: for each source a gradient of its shape; zeros where `value` does not depend on it
  /// - Throws: ``GraphError/notDifferentiable(operation:)`` for a loop on the way
  package func gradients(of value: Value, seed: Value? = nil, withRespectTo sources: [Value]) throws -> [Value] {
    guard seed != nil || value.type.rank == 0, seed.map({ $0.shape == value.shape }) ?? true else {
      throw GraphError.mismatch(
        operation: "gradient", expected: "a scalar or a seed of its shape",
        found: [value.type] + [seed?.type].compactMap { $0 })
    }
    guard ([value] + sources + [seed].compactMap { $0 }).allSatisfy({ $0.graph === self }) else {
      throw GraphError.foreignValue(operation: "gradient")
    }
    let active = valuesDepending(on: sources, upTo: value)
    var sums = GradientSums(self)
    sums.add(try seed ?? value.filled(with: 1), to: value.index)
    for index in (0...values[value.index].node).reversed() {
      let node = nodes[index]
      let results = results(ofNode: index)
      guard results.contains(where: { active[$0.index] && sums.hasAny($0.index) }) else { continue }
      let operands = operands(of: node)
      guard operands.contains(where: { active[$0.index] }) else { continue }
      let step = GradientStep(
        graph: self, operation: node.operation, operands: operands, results: results,
        gradients: try results.map { try sums[$0.index] })
      for (operand, gradient) in zip(operands, try step.operandGradients()) where active[operand.index] {
        if let gradient { sums.add(gradient, to: operand.index) }
      }
    }
    return try sources.map { try sums[$0.index] ?? $0.filled(with: 0) }
  }

  /// For each value whether it is a source or is computed from one, not through ``Operation/detach``.
  private func valuesDepending(on sources: [Value], upTo last: Value) -> [Bool] {
    var depends = [Bool](repeating: false, count: values.count)
    for source in sources { depends[source.index] = true }
    for (index, node) in nodes.enumerated() where index <= values[last.index].node {
      guard node.operation != .detach, node.operands.contains(where: { depends[$0] }) else { continue }
      for result in results(ofNode: index) where result.element.isFloat { depends[result.index] = true }
    }
    return depends
  }
}
