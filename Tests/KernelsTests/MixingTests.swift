import Reference
import Testing

@testable import Kernels

@Suite("Mixing by a learnt number")
struct MixingTests {
  static let rows = 300

  @Test("toward other rows, and back", arguments: instructionSets, [1, 4])
  func lerp(instructionSet: String, groups: Int) throws {
    let operations = try operations(instructionSet)
    for width in [1, 16, 20] {
      let (stride, rows) = (width + 3, Self.rows)
      let (x, y) = (randoms(rows * stride, seed: 1), randoms(rows * width, seed: 2))
      let by: [Float] = [0.3]
      let (mixed, kept) = (GuardedFloats(x), GuardedFloats(unwritten: rows * width))
      operations.lerp(
        x: mixed.pointer, stride: stride, toward: y, yStride: width, kept: kept.pointer, by: by, rows: rows,
        width: width)
      let dense = (0..<rows).flatMap { x[$0 * stride..<$0 * stride + width] }
      func part(_ values: [Float]) -> [Float] { (0..<rows).flatMap { values[$0 * stride..<$0 * stride + width] } }
      #expect(kept.values == dense)
      expectClose(part(mixed.values), zip(dense, y).map { Double($0) + 0.3 * Double($1 - $0) }, "width \(width)")
      #expect(mixed.values[width] == x[width], "what lies behind a row")

      let dOut = randoms(rows * stride, seed: 3)
      let dx = GuardedFloats(dOut)
      let (dy, dBy) = (GuardedFloats([Float](repeating: 0.5, count: rows * width)), GuardedFloats([2]))
      operations.lerpBackward(
        dx: dx.pointer, stride: stride, dy: dy.pointer, dBy: dBy.pointer, y: y, yStride: width, kept: kept.pointer,
        by: by, rows: rows, width: width, groups: groups)
      let gradient = part(dOut).doubles
      expectClose(part(dx.values), gradient.map { 0.7 * $0 }, "dx")
      expectClose(dy.values, gradient.map { 0.5 + 0.3 * $0 }, "dy")
      let slope = zip(gradient, zip(dense, y)).reduce(0) { $0 + $1.0 * Double($1.1.1 - $1.1.0) }
      expectClose(dBy.values, [2 + slope], "dBy", within: 1e-5, size: 10)
    }
  }

  @Test("added times a number, and back", arguments: instructionSets, [1, 2])
  func addScaled(instructionSet: String, groups: Int) throws {
    let operations = try operations(instructionSet)
    let (rows, width) = (Self.rows, 20)
    let (x, y) = (randoms(rows * width, seed: 1), randoms(rows * width, seed: 2))
    let by: [Float] = [-1.5]
    let sum = GuardedFloats(x)
    operations.addScaled(x: sum.pointer, stride: width, y: y, yStride: width, by: by, rows: rows, width: width)
    expectClose(sum.values, zip(x, y).map { Double($0) - 1.5 * Double($1) }, "sum")
    let (dy, dBy) = (GuardedFloats([Float](repeating: 1, count: x.count)), GuardedFloats([0]))
    operations.addScaledBackward(
      dy: dy.pointer, dBy: dBy.pointer, dx: x, y: y, by: by, rows: rows, width: width, groups: groups)
    expectClose(dy.values, x.map { 1 - 1.5 * Double($0) }, "dy")
    expectClose(dBy.values, [zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }], "dBy", within: 1e-5, size: 10)
  }

  @Test("the gradient of the number is a branch of the tree in a half of the rows", arguments: instructionSets)
  func groups(instructionSet: String) throws {
    let (rows, width) = (512, 33)
    let (dx, y) = (randoms(rows * width, seed: 1), randoms(rows * width, seed: 2))
    let by: [Float] = [0.1]
    func gradient(_ rows: Range<Int>, groups: Int, threads: Int) throws -> Float {
      let (dy, dBy) = (GuardedFloats([Float](repeating: 0, count: rows.count * width)), GuardedFloats([0]))
      try operations(instructionSet, threads: threads).addScaledBackward(
        dy: dy.pointer, dBy: dBy.pointer, dx: Array(dx[rows.lowerBound * width..<rows.upperBound * width]),
        y: Array(y[rows.lowerBound * width..<rows.upperBound * width]), by: by, rows: rows.count, width: width,
        groups: groups)
      return dBy.values[0]
    }
    let all = try gradient(0..<rows, groups: 8, threads: 1)
    #expect(try gradient(0..<rows, groups: 8, threads: 2) == all)
    #expect(try gradient(0..<256, groups: 4, threads: 2) + gradient(256..<512, groups: 4, threads: 1) == all)
  }

  @Test("rows added and copied", arguments: instructionSets)
  func rowsOfOtherStrides(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    let (rows, width) = (70, 17)
    let (x, y) = (randoms(rows * 20, seed: 1), randoms(rows * 18, seed: 2))
    let (sum, copy) = (GuardedFloats(x), GuardedFloats(x))
    operations.addRows(x: sum.pointer, stride: 20, y: y, yStride: 18, rows: rows, width: width)
    operations.copyRows(out: copy.pointer, outStride: 20, x: y, stride: 18, rows: rows, width: width)
    for row in 0..<rows {
      for column in 0..<20 {
        let (own, other) = (x[row * 20 + column], column < width ? y[row * 18 + column] : 0)
        #expect(sum.values[row * 20 + column] == own + other)
        #expect(copy.values[row * 20 + column] == (column < width ? other : own))
      }
    }
  }
}
