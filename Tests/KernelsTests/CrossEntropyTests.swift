import Reference
import Testing

@testable import Kernels

@Suite("Cross-entropy", .serialized)
struct CrossEntropyTests {
  @Test("losses and gradients", arguments: instructionSets)
  func bothWays(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for (rows, width, vocabulary) in [(1, 1, 1), (1, 8, 300), (3, 17, 33), (33, 32, 100), (1100, 6, 40)] {
      let targets = randomIDs(rows, below: vocabulary, seed: 1)
      let hidden = randoms(rows * width, seed: 2).map { $0 * 3 }
      let weight = randoms(vocabulary * width, seed: 3)
      let before = randoms(vocabulary * width, seed: 4)
      let (hiddenIn, weightIn) = (GuardedFloats(hidden), GuardedFloats(weight))
      let (evaluated, losses) = (GuardedFloats(unwritten: rows), GuardedFloats(unwritten: rows))
      let (dHidden, dWeight) = (GuardedFloats(unwritten: rows * width), GuardedFloats(before))

      operations.crossEntropyForward(
        losses: evaluated.pointer, hidden: hiddenIn.pointer, weight: weightIn.pointer, targets: targets,
        rows: rows, width: width, vocabulary: vocabulary)
      operations.crossEntropyForwardBackward(
        losses: losses.pointer, dHidden: dHidden.pointer, dWeight: dWeight.pointer, hidden: hiddenIn.pointer,
        weight: weightIn.pointer, targets: targets, rows: rows, width: width, vocabulary: vocabulary, scale: 0.5)

      let expected = SlowOperations.crossEntropy(
        hidden: hidden.doubles, weight: weight.doubles, targets: targets, width: width, vocabulary: vocabulary)
      let slow = SlowOperations.crossEntropyBackward(
        hidden: hidden.doubles, weight: weight.doubles, targets: targets, width: width, vocabulary: vocabulary,
        scale: 0.5)
      let shape = "\(rows) × \(width) → \(vocabulary)"
      #expect(evaluated.values.bits == losses.values.bits, "training and evaluation see the same loss")
      expectClose(losses.values, expected, "\(shape): losses")
      expectClose(dHidden.values, slow.dHidden, "\(shape): dHidden", within: 4e-6)
      expectClose(dWeight.values, zip(slow.dWeight, before).map { $0 + Double($1) }, "\(shape): dWeight", within: 4e-6)
    }
  }
}
