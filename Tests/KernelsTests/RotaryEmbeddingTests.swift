import Reference
import Testing

@testable import Kernels

@Suite("Rotary position embedding")
struct RotaryEmbeddingTests {
  @Test("forward, and backward as the way back", arguments: instructionSets, [2, 10, 16, 32, 34, 64])
  func bothWays(instructionSet: String, headWidth: Int) throws {
    let operations = try operations(instructionSet)
    for (batch, positions, first) in [(1, 1, 0), (1, 1, 300), (3, 33, 0), (2, 70, 5)] {
      let (heads, rows) = (3, batch * positions)
      let before = randoms(rows * heads * headWidth, seed: 1)
      let x = GuardedFloats(before)
      operations.ropeForward(
        x: x.pointer, rows: rows, positions: positions, firstPosition: first, heads: heads, headWidth: headWidth,
        theta: 10_000)
      let expected = SlowOperations.rope(
        x: before.doubles, rows: rows, positions: positions, firstPosition: first, heads: heads,
        headWidth: headWidth, theta: 10_000)
      expectClose(x.values, expected, "\(batch) × \(positions) from \(first)", within: 5e-7)
      operations.ropeBackward(
        dx: x.pointer, rows: rows, positions: positions, firstPosition: first, heads: heads, headWidth: headWidth,
        theta: 10_000)
      expectClose(x.values, before.doubles, "and back", within: 5e-7)
    }
  }
}
