/// One operation on the way back: the gradients of what it gave are known, those of what it read follow.
struct GradientStep {
  let graph: Graph
  let operation: Operation
  let operands: [Value]
  let results: [Value]
  /// One for each result, nil where nothing depends on it.
  let gradients: [Value?]

  /// The gradient of the first result in the precision in which it was computed.
  func gradient() throws -> Value {
    guard let gradient = gradients[0] else { return try results[0].filled(with: 0) }
    return try gradient.converted(to: results[0].element)
  }

  /// The gradient of each operand; nil where there is none.
  func operandGradients() throws -> [Value?] {
    switch operation {
    case .argument, .splat, .dense, .iota, .compare, .detach: operands.map { _ in nil }
    case .unary(let operation): [try unary(operation)]
    case .binary(let operation): try binary(operation)
    case .select: try select()
    case .convert: [gradients[0]]
    case .broadcast(let dimensions): [try broadcast(dimensions)]
    case .reshape: [try gradient().reshaped(operands[0].shape)]
    case .transpose(let permutation): [try transpose(permutation)]
    case .slice(let starts, let limits, let strides): [try slice(starts, limits, strides)]
    case .pad(let low, let high, let interior): try pad(low, high, interior)
    case .concatenate(let dimension): try concatenate(dimension)
    case .dot(let dimensions, _): try dot(dimensions)
    case .reduce(let reduction, let dimensions): [try reduce(reduction, dimensions)]
    case .gatherRows: try gatherRows()
    case .scatterAddRows: try scatterAddRows()
    case .dynamicSlice: try dynamicSlice()
    case .dynamicUpdateSlice: try dynamicUpdateSlice()
    case .allReduce(let replicas): [try gradient().summedOverReplicas(replicas)]
    case .differentiated(let gradient):
      try [nil] + gradient.rule(Array(operands.dropFirst()), results, gradients)
    case .customCall(let call): try customCall(call)
    case .barrier: gradients
    case .loop: throw GraphError.notDifferentiable(operation: operation.name)
    }
  }
}
