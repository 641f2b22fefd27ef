import CKernels

/// On this machine's cores: as many of a team's as the caller leaves, one inside a task.
extension CPUOperations {
  /// Replaces x (rows, columns), which lies where the workspace has its X, by its orthogonalised direction.
  ///
  /// - Returns: where the result lies
  func orthogonalize(
    _ plan: NewtonSchulz, workspace: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    var buffers = plan.buffers(in: workspace)
    normalize(buffers.x, count: plan.rows * plan.columns)
    for iterations in plan.rounds {
      takeRound(plan, &buffers, iterations: iterations)
      gemm(plan.applied(buffers))
      swap(&buffers.x, &buffers.next)
    }
    return buffers.x
  }

  /// x divided by its norm, or by the least that is taken for one.
  private func normalize(_ x: UnsafeMutablePointer<Float>, count: Int) {
    let norm = sumOfSquares(x: x, count: count).squareRoot()
    let factor = Float(1 / max(norm, NewtonSchulz.epsilon))
    team.perform(over: count, grain: Self.elementGrain) { kernels.scale(x + $0.lowerBound, factor, $0.count) }
  }

  /// Leaves Q of some iterations from X on as the buffers' factor.
  ///
  ///     A = X Xᵀ,  then in each iteration:  P = c0 + c1 A + c2 A²,  A ← (A P) P,  Q ← Q P
  private func takeRound(_ plan: NewtonSchulz, _ buffers: inout NewtonSchulz.Buffers, iterations: Int) {
    multiplySymmetric(plan.gram(buffers), side: plan.shortSide)
    for iteration in 0..<iterations {
      // The first P is Q.
      let polynomial = iteration == 0 ? buffers.factor : buffers.polynomial
      gemm(plan.symmetric(buffers.gram, buffers.gram, into: polynomial))
      addQuadratic(polynomial, of: buffers.gram, side: plan.shortSide)
      if iteration < iterations - 1 {
        multiplySymmetric(plan.symmetric(buffers.gram, polynomial, into: buffers.product), side: plan.shortSide)
        multiplySymmetric(plan.symmetric(buffers.product, polynomial, into: buffers.gram), side: plan.shortSide)
      }
      if iteration > 0 {
        multiplySymmetric(plan.symmetric(buffers.factor, polynomial, into: buffers.product), side: plan.shortSide)
        swap(&buffers.factor, &buffers.product)
      }
    }
  }

  /// A product of which half is made, and the other half is its mirror image.
  private func multiplySymmetric(_ product: lp_gemm, side: Int) {
    gemm(product)
    inRows(side) { kernels.mirror(product.c, side, $0.lowerBound, $0.upperBound) }
  }

  /// A's square, of which half is there, becomes c0 + c1 A + c2 A².
  private func addQuadratic(_ square: UnsafeMutablePointer<Float>, of a: UnsafePointer<Float>, side: Int) {
    inRows(side) { kernels.quadratic(square, a, side, $0.lowerBound, $0.upperBound, NewtonSchulz.coefficients) }
  }

  /// Rows of a symmetric matrix, some at a time, a multiple of every vector.
  private func inRows(_ side: Int, _ body: (Range<Int>) -> Void) { team.perform(over: side, grain: 64, body) }
}
