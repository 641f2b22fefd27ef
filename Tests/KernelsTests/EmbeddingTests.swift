import Reference
import Testing

@testable import Kernels

@Suite("Embedding")
struct EmbeddingTests {
  @Test("forward and backward", arguments: instructionSets)
  func bothWays(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for (rows, width) in [(1, 1), (7, 33), (300, 16), (600, 130)] {
      let vocabulary = 11
      let ids = randomIDs(rows, below: vocabulary, seed: 1)
      let weight = randoms(vocabulary * width, seed: 2)
      let out = GuardedFloats(unwritten: rows * width)
      operations.embeddingForward(
        out: out.pointer, weight: GuardedFloats(weight).pointer, ids: ids, rows: rows, width: width)
      #expect(out.values == SlowOperations.embedding(weight: weight, ids: ids, width: width))

      let (d, before) = (randoms(rows * width, seed: 3), randoms(vocabulary * width, seed: 4))
      let dWeight = GuardedFloats(before)
      operations.embeddingBackward(
        dWeight: dWeight.pointer, dOut: GuardedFloats(d).pointer, ids: ids, rows: rows, width: width,
        vocabulary: vocabulary, groups: 1)
      let expected = SlowOperations.embeddingBackward(
        dOut: d.doubles, ids: ids, width: width, vocabulary: vocabulary)
      expectClose(dWeight.values, zip(expected, before).map { $0 + Double($1) }, "\(rows) × \(width)")
    }
  }
}
