import StableHLO
import Testing

/// An operation whose rule is held against finite differences: arguments and a value made of them.
struct GradientCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [[Int]]
  /// Where its arguments lie: rules of logarithms and roots are for numbers above zero.
  var range = -1.5...1.5
  let build: @Sendable (_ graph: Graph, _ x: [Value]) throws -> Value

  var testDescription: String { name }

  /// The first of its values, then the gradients of a weighted sum of the value with respect to each argument.
  func program() throws -> Program {
    let graph = Graph()
    let arguments = try shapes.map { try graph.argument(TensorType($0, .f32)) }
    let value = try build(graph, arguments)
    let weights = numbers(value.type.count, seed: 99, in: 0.5...1.5)
    let weight =
      value.shape.isEmpty ? try value.filled(with: weights[0]) : try graph.constant(weights, value.type)
    let result = try (value * weight).total()
    let gradients = try graph.gradients(of: result, withRespectTo: arguments)
    return try Program(name: "gradient", graph: graph, results: [result] + gradients)
  }

  var arguments: [[Double]] {
    shapes.enumerated().map { numbers($1.reduce(1, *), seed: $0 + 1, in: range) }
  }
}

/// Numbers that look random and keep a distance from each other, so that no comparison is close.
func numbers(_ count: Int, seed: Int, in range: ClosedRange<Double>) -> [Double] {
  (0..<count).map { i in
    let fraction = (Double((i + 1) * 7 + seed * 3) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
    return range.lowerBound + fraction * (range.upperBound - range.lowerBound)
  }
}

extension GradientCase {
  static let all = elementwise + shapes + products + places

  private static let elementwise: [GradientCase] = [
    GradientCase(name: "negate", shapes: [[3]]) { try -$1[0] },
    GradientCase(name: "exponential", shapes: [[3]]) { try $1[0].applying(.exponential) },
    GradientCase(name: "log", shapes: [[3]], range: 0.5...2) { try $1[0].applying(.log) },
    GradientCase(name: "rsqrt", shapes: [[3]], range: 0.5...2) { try $1[0].applying(.rsqrt) },
    GradientCase(name: "sqrt", shapes: [[3]], range: 0.5...2) { try $1[0].applying(.sqrt) },
    GradientCase(name: "tanh", shapes: [[3]]) { try $1[0].applying(.tanh) },
    GradientCase(name: "logistic", shapes: [[3]]) { try $1[0].applying(.logistic) },
    GradientCase(name: "abs", shapes: [[5]]) { try $1[0].applying(.abs) },
    GradientCase(name: "add", shapes: [[2, 3], [2, 3]]) { try $1[0] + $1[1] },
    GradientCase(name: "subtract", shapes: [[2, 3], [2, 3]]) { try $1[0] - $1[1] },
    GradientCase(name: "multiply", shapes: [[2, 3], [2, 3]]) { try $1[0] * $1[1] },
    GradientCase(name: "multiply by itself", shapes: [[4]]) { try $1[0] * $1[0] * $1[0] },
    GradientCase(name: "divide", shapes: [[2, 3], [2, 3]], range: 0.5...2) { try $1[0] / $1[1] },
    GradientCase(name: "maximum", shapes: [[6], [6]]) { try $1[0].combined(.maximum, $1[1]) },
    GradientCase(name: "minimum", shapes: [[6], [6]]) { try $1[0].combined(.minimum, $1[1]) },
    GradientCase(name: "select", shapes: [[6], [6]]) { try $1[0].compared(.less, $1[1]).select($1[0] * 2, $1[1] * 3) },
    GradientCase(name: "select by a scalar", shapes: [[6], [6]]) {
      try $0.constant(1, .i1).select($1[0], $1[1]) + $1[1] * $1[1]
    },
    GradientCase(name: "a rule of its own", shapes: [[4], [4]]) {
      let product = try $1[0] * $1[1]
      let rule = CustomGradient { sources, _, gradients in
        guard let gradient = gradients[0] else { return [nil, nil] }
        return [try gradient * sources[1], try gradient * sources[0]]
      }
      return try product.differentiated(by: $1, rule)
    },
    GradientCase(name: "barrier", shapes: [[2], [3]]) {
      let kept = try $0.barrier($1)
      return try kept[0].total() * kept[1].total()
    },
  ]

  private static let shapes: [GradientCase] = [
    GradientCase(name: "broadcast of a scalar", shapes: [[]]) { try $1[0].broadcast(to: [2, 3]) },
    GradientCase(name: "broadcast along two", shapes: [[3, 1]]) {
      try $1[0].broadcast(to: [2, 3, 4], dimensions: [1, 2])
    },
    GradientCase(name: "reshape", shapes: [[2, 6]]) { try $1[0].reshaped([3, 4]) },
    GradientCase(name: "transpose", shapes: [[2, 3, 4]]) { try $1[0].transposed([2, 0, 1]) },
    GradientCase(name: "slice", shapes: [[5, 7]]) {
      try $1[0].sliced(starts: [1, 1], limits: [4, 7], strides: [1, 2])
    },
    GradientCase(name: "slice of every second", shapes: [[2, 6]]) { try $1[0].sliced(1..<6, dimension: 1, stride: 2) },
    GradientCase(name: "pad", shapes: [[3, 2], []]) {
      try $1[0].padded(with: $1[1], low: [1, 0], high: [0, 2], interior: [1, 2])
    },
    GradientCase(name: "pad that cuts", shapes: [[4, 3], []]) {
      try $1[0].padded(with: $1[1], low: [-1, 2], high: [1, -1], interior: [0, 0])
    },
    GradientCase(name: "concatenate", shapes: [[2, 1], [2, 3], [2, 2]]) { try $0.concatenate($1, dimension: 1) },
    GradientCase(name: "sum", shapes: [[2, 3, 4]]) { try $1[0].reduced(.sum, [0, 2]) },
    GradientCase(name: "largest", shapes: [[3, 5]]) { try $1[0].reduced(.maximum, [1]) },
    GradientCase(name: "convert", shapes: [[3]]) { try $1[0].converted(to: .bf16).converted(to: .f32) * 2 },
  ]

  private static let products: [GradientCase] = [
    GradientCase(name: "matrix product", shapes: [[2, 3], [3, 4]]) {
      try $1[0].dot($1[1], DotDimensions(contracting: ([1], [0])))
    },
    GradientCase(name: "product with a weight", shapes: [[2, 3], [4, 3]]) {
      try $1[0].dot($1[1], DotDimensions(contracting: ([1], [1])))
    },
    GradientCase(name: "product in batches", shapes: [[2, 3, 4], [2, 5, 4]]) {
      try $1[0].dot($1[1], DotDimensions(batching: ([0], [0]), contracting: ([2], [2])))
    },
    GradientCase(name: "product of heads", shapes: [[2, 3, 2, 4], [2, 5, 2, 4]]) {
      try $1[0].dot($1[1], DotDimensions(batching: ([0, 2], [0, 2]), contracting: ([3], [3])))
    },
    GradientCase(name: "product over two, crossed", shapes: [[3, 2, 4], [4, 5, 3]]) {
      try $1[0].dot($1[1], DotDimensions(contracting: ([0, 2], [2, 0])))
    },
    GradientCase(name: "product with the batch inside", shapes: [[3, 2], [4, 3, 2]]) {
      try $1[0].dot($1[1], DotDimensions(batching: ([1], [2]), contracting: ([0], [1])))
    },
  ]

  private static let places: [GradientCase] = [
    GradientCase(name: "gather", shapes: [[4, 3]]) {
      try $1[0].rows(at: $0.constant([2, 0, 2], TensorType([3], .i32)))
    },
    GradientCase(name: "scatter", shapes: [[4, 2], [3, 2]]) {
      try $1[0].addingRows($1[1], at: $0.constant([1, 3, 1], TensorType([3], .i32))).applying(.tanh)
    },
    GradientCase(name: "dynamic slice", shapes: [[4, 3]]) {
      try $1[0].dynamicallySliced(starts: [$0.constant(2, .i32), $0.constant(1, .i32)], sizes: [2, 2])
    },
    GradientCase(name: "dynamic slice, moved", shapes: [[4]]) {
      try $1[0].dynamicallySliced(starts: [$0.constant(3, .i32)], sizes: [2])
    },
    GradientCase(name: "dynamic update", shapes: [[4, 3], [2, 1]]) {
      try $1[0].updated(with: $1[1], starts: [$0.constant(1, .i32), $0.constant(2, .i32)])
    },
    GradientCase(name: "element and replaced element", shapes: [[3, 2], [2]]) {
      let index = try $0.constant(1, .i32)
      return try $1[0].replacing(at: index, with: $1[1] * $1[0].element(at: index))
    },
  ]
}
