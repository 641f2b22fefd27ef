/// The nearest bfloat16, ties to even; NaN stays NaN.
@inline(__always)
func bfloat16Bits(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  guard value == value else { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
  return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
}

/// One row as whole numbers and their scale, the row's largest magnitude / 127.
///
/// A row with a number that is not finite gets the scale NaN, so that damage shows in whatever is computed with it.
func storeRow(_ row: UnsafePointer<Float>, count: Int, as integers: UnsafeMutablePointer<Int8>) -> Float {
  var largest: Float = 0
  var isFinite = true
  for i in 0..<count {
    largest = max(largest, abs(row[i]))
    isFinite = isFinite && row[i].isFinite
  }
  let scale = largest / 127
  guard isFinite, scale > 0 else {
    integers.update(repeating: 0, count: count)
    return isFinite ? 0 : .nan
  }
  for i in 0..<count {
    // Within ±127, but for one rounding of the quotient.
    integers[i] = Int8(max(-127, min(127, (row[i] / scale).rounded(.toNearestOrEven))))
  }
  return scale
}

extension CPUOperations {
  package func store(_ floats: UnsafePointer<Float>, to matrix: WeightMatrix, firstRow: Int, rows: Int) {
    team.perform(over: rows, grain: 64) { range in
      for row in range { store(floats + row * matrix.inputs, to: matrix, row: firstRow + row) }
    }
  }

  private func store(_ from: UnsafePointer<Float>, to matrix: WeightMatrix, row: Int) {
    let inputs = matrix.inputs
    let at = UnsafeMutableRawPointer(mutating: matrix.values) + row * inputs * matrix.precision.bytes
    switch matrix.precision {
    case .fp32:
      at.copyMemory(from: from, byteCount: inputs * 4)
    case .bf16:
      let to = at.bindMemory(to: UInt16.self, capacity: inputs)
      for i in 0..<inputs { to[i] = bfloat16Bits(from[i]) }
    case .int8:
      let scales = UnsafeMutablePointer(mutating: matrix.scales)
      scales?[row] = storeRow(from, count: inputs, as: at.bindMemory(to: Int8.self, capacity: inputs))
    }
  }

  package func expand(_ matrix: WeightMatrix, to weight: UnsafeMutablePointer<Float>) {
    team.perform(over: matrix.outputs, grain: 64) { rows in
      for row in rows { expand(row: row, of: matrix, to: weight + row * matrix.inputs) }
    }
  }

  /// One row as floats, scale included.
  func expand(row: Int, of matrix: WeightMatrix, to out: UnsafeMutablePointer<Float>) {
    let inputs = matrix.inputs
    switch matrix.precision {
    case .fp32: out.update(from: matrix.floats + row * inputs, count: inputs)
    case .bf16: kernels.widen_bfloat16(out, matrix.bfloats + row * inputs, inputs)
    case .int8:
      kernels.widen_int8(out, matrix.integers + row * inputs, inputs)
      kernels.scale(out, matrix.scales?[row] ?? 1, inputs)
    }
  }
}
