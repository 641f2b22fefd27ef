import Platform
import StableHLO

extension GraphInterpreter {
  /// What an operation on one replica's tensors gives.
  static func result(of node: Graph.Node, _ x: [SlowTensor]) -> SlowTensor {
    let type = node.types[0]
    switch node.operation {
    case .splat(let number): return SlowTensor(type, [Double](repeating: number, count: type.count))
    case .dense(let numbers): return SlowTensor(type, numbers)
    case .iota(let dimension): return .filled(type) { Double($0[dimension]) }
    case .unary(let operation): return SlowTensor(type, x[0].values.map { apply(operation, $0) })
    case .binary(let operation):
      return SlowTensor(type, zip(x[0].values, x[1].values).map { apply(operation, $0, $1) })
    case .compare(let comparison):
      return SlowTensor(type, zip(x[0].values, x[1].values).map { apply(comparison, $0, $1) ? 1 : 0 })
    case .select:
      return SlowTensor(
        type,
        type.shape.isEmpty || !x[0].shape.isEmpty
          ? x[1].values.indices.map { x[0].values[$0] != 0 ? x[1].values[$0] : x[2].values[$0] }
          : x[x[0].values[0] != 0 ? 1 : 2].values)
    case .convert, .reshape: return SlowTensor(type, x[0].values)
    case .broadcast(let dimensions):
      return .filled(type) { index in
        x[0][zip(dimensions, x[0].shape).map { dimension, size in size == 1 ? 0 : index[dimension] }]
      }
    case .transpose, .slice, .pad, .concatenate: return moved(node, x)
    case .dot(let dimensions, _): return dot(x[0], x[1], dimensions, type)
    case .reduce(let reduction, let dimensions): return reduced(x[0], reduction, dimensions, type)
    case .gatherRows, .scatterAddRows, .dynamicSlice, .dynamicUpdateSlice: return addressed(node, x)
    case .argument, .detach, .differentiated, .loop, .allReduce, .customCall, .barrier: return x[0]
    }
  }

  private static func apply(_ operation: UnaryOperation, _ x: Double) -> Double {
    switch operation {
    case .negate: -x
    case .exponential: exp(x)
    case .log: Platform.log(x)
    case .rsqrt: 1 / x.squareRoot()
    case .sqrt: x.squareRoot()
    case .tanh: Platform.tanh(x)
    case .logistic: 1 / (1 + exp(-x))
    case .abs: Swift.abs(x)
    case .isFinite: x.isFinite ? 1 : 0
    }
  }

  private static func apply(_ operation: BinaryOperation, _ a: Double, _ b: Double) -> Double {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .maximum: a.isNaN || b.isNaN ? .nan : max(a, b)
    case .minimum: a.isNaN || b.isNaN ? .nan : min(a, b)
    case .and: a * b
    }
  }

  private static func apply(_ comparison: Comparison, _ a: Double, _ b: Double) -> Bool {
    switch comparison {
    case .equal: a == b
    case .notEqual: a != b
    case .greaterOrEqual: a >= b
    case .greater: a > b
    case .lessOrEqual: a <= b
    case .less: a < b
    }
  }

  private static func reduced(
    _ x: SlowTensor, _ reduction: Reduction, _ dimensions: [Int], _ type: TensorType
  ) -> SlowTensor {
    var result = SlowTensor(
      type, [Double](repeating: reduction == .sum ? 0 : -.infinity, count: type.count))
    let kept = x.shape.indices.filter { !dimensions.contains($0) }
    for (index, value) in zip(SlowTensor.indices(of: x.shape), x.values) {
      let place = kept.map { index[$0] }
      result[place] = apply(reduction == .sum ? .add : .maximum, result[place], value)
    }
    return result
  }

  /// Index by index of the result: batching, rest of a, rest of b.
  private static func dot(
    _ a: SlowTensor, _ b: SlowTensor, _ dimensions: DotDimensions, _ type: TensorType
  ) -> SlowTensor {
    let aRest = a.shape.indices.filter { !(dimensions.leftBatching + dimensions.leftContracting).contains($0) }
    let bRest = b.shape.indices.filter { !(dimensions.rightBatching + dimensions.rightContracting).contains($0) }
    let inner = SlowTensor.indices(of: dimensions.leftContracting.map { a.shape[$0] })
    func places(_ x: SlowTensor, _ contracting: [Int]) -> [Int] {
      inner.map { index in
        var full = x.shape.map { _ in 0 }
        for (dimension, i) in zip(contracting, index) { full[dimension] = i }
        return SlowTensor.place(of: full, in: x.shape)
      }
    }
    let (aPlaces, bPlaces) = (places(a, dimensions.leftContracting), places(b, dimensions.rightContracting))
    let batching = dimensions.leftBatching.count
    return .filled(type) { index in
      var (aIndex, bIndex) = (a.shape.map { _ in 0 }, b.shape.map { _ in 0 })
      for number in 0..<batching {
        aIndex[dimensions.leftBatching[number]] = index[number]
        bIndex[dimensions.rightBatching[number]] = index[number]
      }
      for (number, dimension) in aRest.enumerated() { aIndex[dimension] = index[batching + number] }
      for (number, dimension) in bRest.enumerated() { bIndex[dimension] = index[batching + aRest.count + number] }
      let aStart = SlowTensor.place(of: aIndex, in: a.shape), bStart = SlowTensor.place(of: bIndex, in: b.shape)
      var sum = 0.0
      for (i, j) in zip(aPlaces, bPlaces) { sum += a.values[aStart + i] * b.values[bStart + j] }
      return sum
    }
  }
}
