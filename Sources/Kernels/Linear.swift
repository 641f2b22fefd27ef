import CKernels

/// The three products of a linear layer y = x Wᵀ are one kind of matrix product, `c = addend + a · b`, with
/// different operands lying along or across memory; only the packing sees the difference.
extension CPUOperations {
  package func linearForward(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: WeightMatrix, rows: Int,
    addend: UnsafePointer<Float>?, isBatchInvariant: Bool
  ) {
    let use = WeightUse(weight, for: .forward)
    guard !isBatchInvariant, use.isPacked || rows > kernels.gemv_rows else {
      if let addend { copyUnlessSame(addend, to: y, count: rows * weight.outputs) }
      return gemv(y: y, x: x, weight: weight, rows: rows, accumulate: addend != nil)
    }
    product(of: use, with: x, into: y, addend: addend, rows: rows)
  }

  package func linearBackwardInput(
    dx: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, weight: WeightMatrix, rows: Int, accumulate: Bool
  ) {
    product(
      of: WeightUse(weight, for: .backwardInput), with: dy, into: dx, addend: accumulate ? UnsafePointer(dx) : nil,
      rows: rows)
  }

  /// c (rows, columns) = addend + a (rows, depth) · the weight as a right operand. The order in which a row is summed is
  /// that of the weight's shape, however many rows there are.
  private func product(
    of use: WeightUse, with a: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
    addend: UnsafePointer<Float>?, rows: Int
  ) {
    func multiply(_ floats: UnsafePointer<Float>) {
      gemm(
        into: c, addend: addend, rows: rows, columns: use.columns, depth: use.depth,
        a: Operand(a, rowStride: use.depth, step: 1), b: use.operand(floats),
        packed: use.weight.packed(for: use.product), readsInPlace: use.isPackedWhole(kernels))
    }
    // What lies packed is not read otherwise.
    if use.isPacked { multiply(use.weight.floats) } else { withFloats(of: use.weight, multiply) }
  }

  package func linearBackwardWeights(_ gradients: [WeightGradient], rows: Int, groups: Int) {
    guard rows > 0 else { return }
    gemm(together: gradients.map { $0.product(rows: 0..<rows, groups: .all(of: groups)) })
  }

  /// Nothing if both are the same place.
  func copyUnlessSame(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
    if source != UnsafePointer(target) { target.update(from: source, count: count) }
  }
}

/// The gradient of a linear layer's weight to be made: dWeight (O, I) += dy (R, O)ᵀ · x (R, I).
package struct WeightGradient {
  let dWeight: UnsafeMutablePointer<Float>
  let dy, x: UnsafePointer<Float>
  let inputs, outputs: Int

  package init(
    _ dWeight: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, x: UnsafePointer<Float>, inputs: Int,
    outputs: Int
  ) {
    (self.dWeight, self.dy, self.x, self.inputs, self.outputs) = (dWeight, dy, x, inputs, outputs)
  }
  /// The product over some of the rows, or groups of them.
  func product(rows: Range<Int>, groups: lp_groups) -> lp_gemm {
    lp_gemm(
      a: dy + rows.lowerBound * outputs, a_row: 1, a_step: outputs, b: x + rows.lowerBound * inputs, b_row: inputs,
      b_step: 1, c: dWeight, addend: dWeight, c_row: inputs, rows: outputs, columns: inputs, depth: rows.count,
      packed: nil, groups: groups, upper: 0, column: 0)
  }
}
