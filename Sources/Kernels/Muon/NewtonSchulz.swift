import CKernels

/// How a matrix is orthogonalised: the singular values of its direction go towards 1, by Newton and Schulz's iteration with
/// Muon's coefficients (Jordan 2024, https://kellerjordan.github.io/posts/muon),
///
///     X ← P X,  P = c0 + c1 A + c2 A²,  A = X Xᵀ        five times, from X of norm 1
///
/// **Work.** A lies on the shorter side, is symmetric, and commutes with P and with every product of both: of all their
/// products only half is made. Iterations of a *round* share one Gram matrix: the next A is P A P, and the P's are
/// multiplied with each other (Q) before they are with X, which takes less where one side is longer.
///
/// **Precision.** Each iteration makes A's small eigenvalues up to 12 times larger, and its rounding errors with them. Where
/// singular values lie 1,000 apart and more, a round of five is off by up to 1e-3 of the largest number, the plain
/// iteration by 1e-4, and in bfloat16, in which others compute it, by 0.3. Otherwise all but the last are at 1e-5.
package struct NewtonSchulz: Sendable, Hashable {
  /// What P takes of 1, A and A².
  package static let coefficients: [Float] = [3.4445, -4.7750, 2.0315]
  /// Times that X is multiplied.
  package static let iterations = 5
  /// The least norm that a matrix is divided by.
  package static let epsilon = 1e-7

  let rows, columns: Int
  /// Iterations of each round.
  let rounds: [Int]

  /// For matrices (rows, columns), both 1 or more.
  package init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    rounds = rows == columns ? Array(repeating: 1, count: Self.iterations) : [Self.iterations]
  }

  /// Operations of all products, 2 for each multiply-add that is made.
  package var flops: Double {
    let (short, long) = (Double(shortSide), Double(max(rows, columns)))
    let perRound = rounds.map { iterations in 3 * long + Double(4 * iterations - 3) * short }
    return short * short * perRound.reduce(0, +)
  }

  var shortSide: Int { min(rows, columns) }
  private var isTall: Bool { rows > columns }

  // MARK: Workspace

  /// Floats of X and of what is symmetric, each from a line of the caches on.
  private var wholeCount: Int { Self.lines(rows * columns) }
  private var squareCount: Int { Self.lines(shortSide * shortSide) }
  private static func lines(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// Floats that one matrix takes.
  var workspace: Int { 2 * wholeCount + 4 * squareCount }

  /// The buffers in a workspace.
  func buffers(in workspace: UnsafeMutablePointer<Float>) -> Buffers {
    let squares = workspace + 2 * wholeCount
    return Buffers(
      x: workspace, next: workspace + wholeCount, gram: squares, polynomial: squares + squareCount,
      product: squares + 2 * squareCount, factor: squares + 3 * squareCount)
  }

  /// Places of one matrix's orthogonalisation.
  struct Buffers {
    /// X, and what it becomes (rows, columns).
    var x, next: UnsafeMutablePointer<Float>
    /// A, P, a product that is needed once, and Q: the product of a round's P (short, short).
    var gram, polynomial, product, factor: UnsafeMutablePointer<Float>
  }

  // MARK: Products

  /// A = X Xᵀ, or XᵀX of a tall X.
  func gram(_ buffers: Buffers) -> lp_gemm {
    let x = UnsafePointer(buffers.x)
    let (along, across) = (Operand(x, rowStride: columns, step: 1), Operand(x, rowStride: 1, step: columns))
    return Self.product(
      isTall ? across : along, isTall ? along : across, into: buffers.gram, shortSide, shortSide,
      depth: max(rows, columns), upper: true)
  }

  /// c = a b, of which the upper part is made; all symmetric, a and b commute.
  func symmetric(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>) -> lp_gemm {
    let (a, b) = (Operand(a, rowStride: shortSide, step: 1), Operand(b, rowStride: shortSide, step: 1))
    return Self.product(a, b, into: c, shortSide, shortSide, depth: shortSide, upper: true)
  }

  /// The next X = Q X, or X Q of a tall X.
  func applied(_ buffers: Buffers) -> lp_gemm {
    let x = Operand(buffers.x, rowStride: columns, step: 1)
    let factor = Operand(buffers.factor, rowStride: shortSide, step: 1)
    return Self.product(
      isTall ? x : factor, isTall ? factor : x, into: buffers.next, rows, columns, depth: shortSide, upper: false)
  }

  private static func product(
    _ a: Operand, _ b: Operand, into c: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int, depth: Int,
    upper: Bool
  ) -> lp_gemm {
    lp_gemm(
      a: a.start, a_row: a.rowStride, a_step: a.step, b: b.start, b_row: b.rowStride, b_step: b.step, c: c, addend: nil,
      c_row: columns, rows: rows, columns: columns, depth: depth, packed: nil, groups: .one, upper: upper ? 1 : 0,
      column: 0)
  }
}
