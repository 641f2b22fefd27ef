import CKernels

/// The three products of a linear layer y = x Wᵀ are one kind of matrix product, `c = onto + a · b`, with
/// different operands lying along or across memory; only the packing sees the difference.
extension CPUOperations {
  package func linearForward(
    y: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    rows: Int, inputs: Int, outputs: Int, onto: UnsafePointer<Float>?
  ) {
    let packed = held.packed(weight, for: .forward)
    guard packed != nil || rows > kernels.few_rows else {
      if let onto { copy(onto, to: y, count: rows * outputs) }
      team.perform(over: outputs, grain: 64) { range in
        kernels.vector_product_float32(
          y, outputs, x, weight, nil, rows, inputs, range.lowerBound, range.upperBound, onto == nil ? 0 : 1, nil)
      }
      return
    }
    multiply(
      into: y, onto: onto, rows: rows, columns: outputs, depth: inputs,
      a: Operand(x, rowStride: inputs, step: 1), b: Operand(weight, rowStride: 1, step: inputs),
      packed: packed)
  }

  /// Nothing if both are the same place.
  func copy(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
    if source != UnsafePointer(target) { target.update(from: source, count: count) }
  }

  package func linearBackwardInput(
    dx: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    rows: Int, inputs: Int, outputs: Int, accumulate: Bool
  ) {
    multiply(
      into: dx, onto: accumulate ? UnsafePointer(dx) : nil, rows: rows, columns: inputs, depth: outputs,
      a: Operand(dy, rowStride: outputs, step: 1), b: Operand(weight, rowStride: inputs, step: 1),
      packed: held.packed(weight, for: .backwardInput))
  }

  package func linearBackwardWeights(_ gradients: [WeightGradient], rows: Int) {
    guard rows > 0 else { return }
    multiply(
      together: gradients.map {
        lp_product(
          a: $0.dy, a_row: 1, a_step: $0.outputs, b: $0.x, b_row: $0.inputs, b_step: 1, c: $0.dWeight,
          onto: $0.dWeight, c_row: $0.inputs, rows: $0.outputs, columns: $0.inputs, depth: rows, packed: nil)
      })
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
}
