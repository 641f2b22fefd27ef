import Kernels
import StableHLO

/// Newton and Schulz's iteration of Muon over many matrices: X ← (c0 + c1 A + c2 A²) X with A = X Xᵀ, five times, from X of
/// norm 1 (`NewtonSchulz` has sources and precision).
///
/// Matrices of the same sides, a tall one turned, are one operand: few large products instead of many small ones.
struct NewtonSchulzGraph {
  /// What products read.
  let element: ElementType

  /// The orthogonalised directions of matrices (rows, columns), in order.
  func orthogonalized(_ matrices: [Value]) throws -> [Value] {
    var results = matrices
    let byShape = Dictionary(grouping: matrices.indices) { matrices[$0].shape.sorted() }
    // In an order that does not change from process to process: the program's text is a key.
    for (_, places) in byShape.sorted(by: { $0.value[0] < $1.value[0] }) {
      let stacked = try matrices[places[0]].graph.concatenate(places.map { try laid(matrices[$0]) }, dimension: 0)
      let found = try iterated(normalized(stacked))
      for (index, place) in places.enumerated() {
        let one = try found.sliced(index..<index + 1, dimension: 0)
        let matrix = try one.reshaped(Array(one.shape.dropFirst()))
        results[place] = isTall(matrices[place]) ? try matrix.transposed([1, 0]) : matrix
      }
    }
    return results
  }

  private func isTall(_ matrix: Value) -> Bool { matrix.shape[0] > matrix.shape[1] }

  /// (1, shorter side, longer side).
  private func laid(_ matrix: Value) throws -> Value {
    let across = isTall(matrix) ? try matrix.transposed([1, 0]) : matrix
    return try across.reshaped([1] + across.shape)
  }

  /// Each matrix of x (N, S, L) divided by its norm, or by the least that is taken for one.
  private func normalized(_ x: Value) throws -> Value {
    // Row by row first, as norms of gradients are.
    let squares = try (x * x).reduced(.sum, [2]).reduced(.sum, [1])
    let norm = try squares.applying(.sqrt)
    let divisor = try norm.combined(.maximum, norm.filled(with: NewtonSchulz.epsilon))
    return try x / divisor.broadcast(to: x.shape, dimensions: [0])
  }

  private func iterated(_ start: Value) throws -> Value {
    let c = NewtonSchulz.coefficients.map(Double.init)
    var x = start
    for _ in 0..<NewtonSchulz.iterations {
      let gram = try product(x, x, contracting: ([2], [2]))
      // A is its own transpose.
      let polynomial = try gram * c[1] + product(gram, gram, contracting: ([2], [1])) * c[2]
      x = try x * c[0] + product(polynomial, x, contracting: ([2], [1]))
    }
    return x
  }

  private func product(_ a: Value, _ b: Value, contracting: ([Int], [Int])) throws -> Value {
    try a.converted(to: element).dot(
      b.converted(to: element), DotDimensions(batching: ([0], [0]), contracting: contracting), element: .f32)
  }
}
