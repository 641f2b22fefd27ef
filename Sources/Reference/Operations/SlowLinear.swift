// Compiled for Double as well: generic code called from another module is otherwise a hundred times slower.
extension SlowOperations {
  /// y (R, O) = x (R, I) · weight (O, I)ᵀ.
  @_specialize(where T == Double)
  package static func linear<T: BinaryFloatingPoint>(
    x: [T], weight: [T], rows: Int, inputs: Int, outputs: Int
  ) -> [T] {
    var y = [T](repeating: 0, count: rows * outputs)
    for r in 0..<rows {
      for o in 0..<outputs {
        for i in 0..<inputs { y[r * outputs + o] += x[r * inputs + i] * weight[o * inputs + i] }
      }
    }
    return y
  }

  /// dx (R, I) = dy (R, O) · weight (O, I).
  @_specialize(where T == Double)
  package static func linearBackwardInput<T: BinaryFloatingPoint>(
    dy: [T], weight: [T], rows: Int, inputs: Int, outputs: Int
  ) -> [T] {
    var dx = [T](repeating: 0, count: rows * inputs)
    for r in 0..<rows {
      for o in 0..<outputs {
        for i in 0..<inputs { dx[r * inputs + i] += dy[r * outputs + o] * weight[o * inputs + i] }
      }
    }
    return dx
  }

  /// dWeight (O, I) = dy (R, O)ᵀ · x (R, I).
  @_specialize(where T == Double)
  package static func linearBackwardWeight<T: BinaryFloatingPoint>(
    dy: [T], x: [T], rows: Int, inputs: Int, outputs: Int
  ) -> [T] {
    var dWeight = [T](repeating: 0, count: outputs * inputs)
    for r in 0..<rows {
      for o in 0..<outputs {
        for i in 0..<inputs { dWeight[o * inputs + i] += dy[r * outputs + o] * x[r * inputs + i] }
      }
    }
    return dWeight
  }
}
