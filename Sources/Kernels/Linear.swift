import CKernels

/// The three products of a linear layer y = x Wᵀ are one kind of matrix product, `c = or += a · b`, with
/// different operands lying along or across memory; only the packing sees the difference.
extension CPUOperations {
  package func linearForward(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    rows: Int, inputs: Int, outputs: Int, accumulate: Bool
  ) {
    guard rows > kernels.few_rows else {
      team.perform(over: outputs, grain: 64) { range in
        kernels.vector_product_float32(
          y, outputs, x, weight, nil, rows, inputs, range.lowerBound, range.upperBound, accumulate ? 1 : 0, nil)
      }
      return
    }
    multiply(
      into: y, rows: rows, columns: outputs, depth: inputs, accumulate: accumulate,
      a: Operand(x, rowStride: inputs, step: 1), b: Operand(weight, rowStride: 1, step: inputs))
  }

  package func linearBackwardInput(
    dx: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    rows: Int, inputs: Int, outputs: Int, accumulate: Bool
  ) {
    multiply(
      into: dx, rows: rows, columns: inputs, depth: outputs, accumulate: accumulate,
      a: Operand(dy, rowStride: outputs, step: 1), b: Operand(weight, rowStride: inputs, step: 1))
  }

  package func linearBackwardWeight(
    dWeight: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, x: UnsafePointer<Float>,
    rows: Int, inputs: Int, outputs: Int
  ) {
    multiply(
      into: dWeight, rows: outputs, columns: inputs, depth: rows, accumulate: true,
      a: Operand(dy, rowStride: 1, step: outputs), b: Operand(x, rowStride: inputs, step: 1))
  }
}
