import Reference
import Testing

@testable import Kernels

@Suite("Rotary position embedding")
struct RotaryEmbeddingTests {
  @Test("rotates pairs, in rows that lie apart", arguments: instructionSets, [2, 10, 16, 32, 34, 64])
  func rotates(instructionSet: String, headWidth: Int) throws {
    let operations = try operations(instructionSet)
    for (batch, positions, first) in [(1, 1, 0), (1, 1, 300), (3, 33, 0), (2, 70, 5)] {
      let (heads, rows) = (3, batch * positions)
      let width = heads * headWidth
      for stride in [width, width + 5] {
        let before = randoms(rows * stride, seed: 1)
        let x = GuardedFloats(before)
        operations.rope(
          x: x.pointer, stride: stride, rows: rows, positions: positions, firstPosition: first, heads: heads,
          headWidth: headWidth, rotation: Rotation(theta: 10_000))
        func packed(_ values: [Float]) -> [Float] {
          (0..<rows).flatMap { values[$0 * stride..<$0 * stride + width] }
        }
        let expected = SlowOperations.rope(
          x: packed(before).doubles, rows: rows, positions: positions, firstPosition: first, heads: heads,
          headWidth: headWidth, theta: 10_000)
        expectClose(packed(x.values), expected, "\(batch) × \(positions) from \(first)", within: 5e-7)
        let between = (0..<rows).flatMap { ($0 * stride + width)..<($0 + 1) * stride }
        #expect(between.allSatisfy { x.values[$0] == before[$0] })
      }
    }
  }
}
