import CKernels
import Platform
import Reference
import Testing

@testable import Kernels

@Suite("Newton and Schulz's iteration", .serialized)
struct NewtonSchulzTests {
  /// Vectors, squares and both kinds of rectangles, on and off the edges of tiles, panels and vectors.
  static let shapes =
    oddCounts.flatMap { [(1, $0), ($0, 1), ($0, $0), ($0, 23), (37, $0)] } + [
      (64, 64), (96, 250), (250, 96), (129, 131), (70, 600), (600, 40),
    ]

  @Test("as the slow one", arguments: instructionSets)
  func asTheSlowOne(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for (rows, columns) in Self.shapes {
      let matrix = randoms(rows * columns, seed: 1)
      let expected = SlowOperations.orthogonalized(matrix.doubles, rows: rows, columns: columns)
      expectClose(operations.orthogonalized(matrix, rows, columns), expected, "(\(rows), \(columns))", within: 5e-5)
    }
  }

  /// Singular values 1 to 1e-6: what is made of the small ones depends on the Gram matrix' last digits.
  @Test("of an ill-conditioned matrix", arguments: instructionSets, [(60, 150), (150, 60), (60, 60)])
  func illConditioned(instructionSet: String, shape: (rows: Int, columns: Int)) throws {
    let (rows, columns) = shape
    var matrix = [Float](repeating: 0, count: rows * columns)
    for rank in 0..<8 {
      let (left, right) = (randoms(rows, seed: UInt64(2 * rank)), randoms(columns, seed: UInt64(2 * rank + 1)))
      let size = Float(pow(10, -0.85 * Double(rank)))
      for i in matrix.indices { matrix[i] += size * left[i / columns] * right[i % columns] }
    }
    let found = try operations(instructionSet).orthogonalized(matrix, rows, columns)
    let expected = SlowOperations.orthogonalized(matrix.doubles, rows: rows, columns: columns)
    expectClose(found, expected, "(\(rows), \(columns))", within: rows == columns ? 2e-4 : 2e-3)
  }

  @Test("of nothing there is nothing", arguments: instructionSets)
  func ofNothing(instructionSet: String) throws {
    let zeros = [Float](repeating: 0, count: 20 * 30)
    #expect(try operations(instructionSet).orthogonalized(zeros, 20, 30) == zeros)
  }

  /// However c is cut into columns, and whatever else is made of a tile.
  @Test("half of a symmetric product", arguments: instructionSets)
  func half(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for side in oddCounts + [150, 300] {
      let x = GuardedFloats(randoms(side * 50, seed: 1))
      let (along, across) = (
        Operand(x.pointer, rowStride: 50, step: 1), Operand(x.pointer, rowStride: 1, step: 50)
      )
      let whole = GuardedFloats(unwritten: side * side)
      operations.gemm(into: whole.pointer, addend: nil, rows: side, columns: side, depth: 50, a: along, b: across)
      for limit in [2 << 20, 1] {
        let half = GuardedFloats(unwritten: side * side)
        var product = lp(along, across, half, side)
        product.upper = 1
        operations.gemm(product, limits: GemmPlan.Limits(packed: limit))
        operations.kernels.mirror(half.pointer, side, 0, side)
        let same = (0..<side * side).allSatisfy { i in
          let (row, column) = (min(i / side, i % side), max(i / side, i % side))
          return half.values[i] == whole.values[row * side + column]
        }
        #expect(same, "\(side), \(limit)")
      }
    }
  }

  private func lp(_ a: Operand, _ b: Operand, _ c: GuardedFloats, _ side: Int) -> lp_gemm {
    lp_gemm(
      a: a.start, a_row: a.rowStride, a_step: a.step, b: b.start, b_row: b.rowStride, b_step: b.step, c: c.pointer,
      addend: nil, c_row: side, rows: side, columns: side, depth: 50, packed: nil, groups: .one, upper: 0, column: 0)
  }

  /// 2 for each multiply-add; half of a symmetric product.
  @Test("operations")
  func flops() {
    // Five times the Gram matrix, its square, and the product with X.
    #expect(NewtonSchulz(rows: 10, columns: 10).flops == 5 * (1000 + 1000 + 2000))
    // A Gram matrix and a product with X; five squares; four times two for the next A; four for Q.
    let (short, long) = (10.0 * 10 * 10, 10.0 * 10 * 30)
    #expect(NewtonSchulz(rows: 30, columns: 10).flops == long + 2 * long + (5 + 8 + 4) * short)
    #expect(NewtonSchulz(rows: 10, columns: 30).flops == NewtonSchulz(rows: 30, columns: 10).flops)
  }
}

extension CPUOperations {
  fileprivate func orthogonalized(_ matrix: [Float], _ rows: Int, _ columns: Int) -> [Float] {
    let plan = NewtonSchulz(rows: rows, columns: columns)
    let workspace = GuardedFloats(unwritten: plan.workspace)
    workspace.pointer.update(from: matrix, count: matrix.count)
    let result = orthogonalize(plan, workspace: workspace.pointer)
    return Array(UnsafeBufferPointer(start: result, count: matrix.count))
  }
}
