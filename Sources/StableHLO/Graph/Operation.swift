/// What a node of a graph computes. Names and meaning are those of the StableHLO specification
/// (https://github.com/openxla/stablehlo/blob/main/docs/spec.md); of an operation with many forms only the one is here
/// that the programs need.
package enum Operation: Hashable {
  /// The graph's argument of this number.
  case argument(Int)
  /// The same number everywhere.
  case splat(Double)
  /// Given numbers, row-major.
  case dense([Double])
  /// Counts along a dimension.
  case iota(dimension: Int)
  case unary(UnaryOperation)
  case binary(BinaryOperation)
  case compare(Comparison)
  /// (condition, then, otherwise).
  case select
  case convert
  /// The operand itself; differentiation stops here. No operation of StableHLO.
  case detach
  /// The first operand, with a rule of its own for the gradients of the others. No operation of StableHLO.
  case differentiated(CustomGradient)
  /// Operand dimension i becomes result dimension `dimensions[i]`.
  case broadcast(dimensions: [Int])
  case reshape
  case transpose(permutation: [Int])
  case slice(starts: [Int], limits: [Int], strides: [Int])
  /// (x, value): value before, after and between the elements.
  case pad(low: [Int], high: [Int], interior: [Int])
  case concatenate(dimension: Int)
  case dot(DotDimensions, DotPrecision)
  case reduce(Reduction, dimensions: [Int])
  /// (matrix (V, D), ids (R)): rows (R, D).
  case gatherRows
  /// (matrix (V, D), ids (R), updates (R, D)): the matrix with the updates added to its rows.
  case scatterAddRows
  /// (x, one start for each dimension); starts are moved so that the slice lies within.
  case dynamicSlice(sizes: [Int])
  /// (x, update, starts).
  case dynamicUpdateSlice
  /// Runs `body` on the operands while `condition` of them is true.
  case loop(condition: Region, body: Region)
  /// The sum over all replicas.
  case allReduce(replicas: Int)
  case customCall(CustomCall)
  /// The operands themselves; nothing is moved across.
  case barrier
}

package enum UnaryOperation: String, Hashable, Sendable, CaseIterable {
  case negate, exponential, log, rsqrt, sqrt, tanh, logistic, abs
  case isFinite = "is_finite"
}

package enum BinaryOperation: String, Hashable, Sendable, CaseIterable {
  case add, subtract, multiply, divide, maximum, minimum
  /// Of truth values.
  case and
}

package enum Comparison: String, Hashable, Sendable, CaseIterable {
  case equal = "EQ"
  case notEqual = "NE"
  case greaterOrEqual = "GE"
  case greater = "GT"
  case lessOrEqual = "LE"
  case less = "LT"
}

package enum Reduction: String, Hashable, Sendable, CaseIterable {
  case sum = "add"
  case maximum
}

/// Which dimensions of the operands of a product belong together. The result has the batching dimensions first, then the
/// rest of the left operand's, then the rest of the right one's.
package struct DotDimensions: Hashable, Sendable {
  package let leftBatching, rightBatching: [Int]
  package let leftContracting, rightContracting: [Int]

  package init(batching: ([Int], [Int]) = ([], []), contracting: ([Int], [Int])) {
    (leftBatching, rightBatching) = batching
    (leftContracting, rightContracting) = contracting
  }
}

/// How exact a product is to be. A GPU may take its default for less than float32 (TF32).
package enum DotPrecision: String, Hashable, Sendable {
  case standard = "DEFAULT"
  case highest = "HIGHEST"
}

/// A graph inside an operation: it reads nothing but its arguments.
package struct Region: Hashable {
  package let graph: Graph
  /// The values that it returns.
  package let results: [Int]

  package static func == (a: Region, b: Region) -> Bool { a.graph === b.graph && a.results == b.results }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(graph))
    hasher.combine(results)
  }
}
