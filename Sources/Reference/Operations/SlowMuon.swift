/// A matrix that Muon moves, row after row, and its momentum.
package struct MuonState<T: BinaryFloatingPoint> {
  package let rows, columns: Int
  package var parameters: [T]
  package var momentum: [T]

  package init(parameters: [T], rows: Int, columns: Int) {
    (self.parameters, self.rows, self.columns) = (parameters, rows, columns)
    momentum = [T](repeating: 0, count: parameters.count)
  }
}

extension SlowOperations {
  /// One step of Muon (Jordan 2024) as PyTorch's `torch.optim.Muon` takes it, with Nesterov's momentum. `stepSize` is the
  /// rate after it was scaled for the shape. If `isCautious`, only numbers decay that the step makes smaller as well.
  package static func muon<T: BinaryFloatingPoint>(
    _ state: inout MuonState<T>, gradients: [T], momentum: T, learningRate: T, stepSize: T, weightDecay: T,
    isCautious: Bool
  ) {
    var update = gradients
    for i in gradients.indices {
      state.momentum[i] += (1 - momentum) * (gradients[i] - state.momentum[i])
      update[i] += momentum * (state.momentum[i] - gradients[i])
    }
    update = orthogonalized(update, rows: state.rows, columns: state.columns)
    for i in update.indices {
      if !isCautious || update[i] * state.parameters[i] >= 0 { state.parameters[i] *= 1 - learningRate * weightDecay }
      state.parameters[i] -= stepSize * update[i]
    }
  }

  /// A matrix (rows, columns) after five iterations of Newton and Schulz, as Muon takes them: X ← a X + (b A + c A²) X
  /// with A = X Xᵀ, from X of norm 1 that has no more rows than columns.
  package static func orthogonalized<T: BinaryFloatingPoint>(_ matrix: [T], rows: Int, columns: Int) -> [T] {
    guard rows <= columns else {
      let across = orthogonalized(transposed(matrix, rows: rows, columns: columns), rows: columns, columns: rows)
      return transposed(across, rows: columns, columns: rows)
    }
    let norm = max(sumOfSquares(matrix).squareRoot(), T(1e-7))
    var x = matrix.map { $0 / norm }
    for _ in 0..<5 {
      let gram = linear(x: x, weight: x, rows: rows, inputs: columns, outputs: rows)
      // A is its own transpose.
      let square = linear(x: gram, weight: gram, rows: rows, inputs: rows, outputs: rows)
      let polynomial = zip(gram, square).map { T(-4.7750) * $0 + T(2.0315) * $1 }
      let added = linearBackwardInput(dy: polynomial, weight: x, rows: rows, inputs: columns, outputs: rows)
      x = zip(x, added).map { T(3.4445) * $0 + $1 }
    }
    return x
  }

  private static func transposed<T>(_ matrix: [T], rows: Int, columns: Int) -> [T] {
    (0..<columns).flatMap { column in (0..<rows).map { matrix[$0 * columns + column] } }
  }
}
