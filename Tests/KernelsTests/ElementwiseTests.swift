import Testing

@testable import Kernels

@Suite("Elementwise")
struct ElementwiseTests {
  @Test("sums, in place and not, copying and zeroing", arguments: instructionSets)
  func elementwise(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for count in oddCounts + [70_000] {
      let (a, b) = (randoms(count, seed: 1), randoms(count, seed: 2))
      let (out, inPlace) = (GuardedFloats(unwritten: count), GuardedFloats(a))
      operations.add(out: out.pointer, a: inPlace.pointer, b: GuardedFloats(b).pointer, count: count)
      #expect(out.values == zip(a, b).map { $0 + $1 })
      operations.add(out: inPlace.pointer, a: inPlace.pointer, b: GuardedFloats(b).pointer, count: count)
      #expect(inPlace.values == out.values)
      operations.copy(out: out.pointer, x: GuardedFloats(a).pointer, count: count)
      #expect(out.values == a)
      #expect(operations.sum(x: out.pointer, count: count, groups: 1) == a.reduce(0) { $0 + Double($1) })
      inPlace.pointer[0] = .nan
      operations.zero(x: inPlace.pointer, count: count)
      #expect(inPlace.values.bits == [UInt32](repeating: 0, count: count))
    }
  }

  @Test("a vector added to rows, and the sum of rows", arguments: instructionSets)
  func rows(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for (rows, width) in oddCounts.map({ (5, $0) }) + [1, 127, 128, 129, 300].map({ ($0, 37) }) {
      let stride = width + 3
      let (x, vector) = (randoms(rows * stride, seed: 1), randoms(width, seed: 2))
      let sum = GuardedFloats(vector)
      operations.addRowSums(
        to: sum.pointer, x: GuardedFloats(x).pointer, stride: stride, rows: rows, width: width, groups: 1)
      let expected = (0..<width).map { column in
        Double(vector[column]) + (0..<rows).reduce(0) { $0 + Double(x[$1 * stride + column]) }
      }
      expectClose(sum.values, expected, "sum of \(rows) × \(width)")
      let moved = GuardedFloats(x)
      operations.addRows(
        x: moved.pointer, stride: stride, y: GuardedFloats(vector).pointer, yStride: 0, rows: rows, width: width)
      #expect(
        moved.values
          == x.indices.map { $0 % stride < width ? x[$0] + vector[$0 % stride] : x[$0] }, "\(rows) × \(width)")
    }
  }
}
