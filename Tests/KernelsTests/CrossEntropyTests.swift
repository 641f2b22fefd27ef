import Reference
import Testing

@testable import Kernels

@Suite("Cross-entropy", .serialized)
struct CrossEntropyTests {
  @Test(
    "losses and gradients, of logits as they are and capped", arguments: instructionSets, [nil, 15, 0.7] as [Float?])
  func bothWays(instructionSet: String, cap: Float?) throws {
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
        rows: rows, width: width, vocabulary: vocabulary, cap: cap)
      operations.crossEntropyForwardBackward(
        losses: losses.pointer, dHidden: dHidden.pointer, dWeight: dWeight.pointer, hidden: hiddenIn.pointer,
        weight: weightIn.pointer, targets: targets, rows: rows, width: width, vocabulary: vocabulary, scale: 0.5,
        cap: cap)

      let expected = SlowOperations.crossEntropy(
        hidden: hidden.doubles, weight: weight.doubles, targets: targets, width: width, vocabulary: vocabulary,
        cap: cap.map(Double.init))
      let slow = SlowOperations.crossEntropyBackward(
        hidden: hidden.doubles, weight: weight.doubles, targets: targets, width: width, vocabulary: vocabulary,
        scale: 0.5, cap: cap.map(Double.init))
      let shape = "\(rows) × \(width) → \(vocabulary)"
      #expect(evaluated.values.bits == losses.values.bits, "training and evaluation see the same loss")
      expectClose(losses.values, expected, "\(shape): losses")
      expectClose(dHidden.values, slow.dHidden, "\(shape): dHidden", within: 4e-6)
      expectClose(dWeight.values, zip(slow.dWeight, before).map { $0 + Double($1) }, "\(shape): dWeight", within: 4e-6)
    }
  }

  @Test("rows without a target have no loss and no gradient", arguments: instructionSets)
  func ignoredRows(instructionSet: String) throws {
    let (rows, width, vocabulary) = (9, 20, 33)
    let (hidden, weight) = (randoms(rows * width, seed: 1), randoms(vocabulary * width, seed: 2))
    let targets: [UInt32] = [0, .max, 6, 9, .max, 15, 18, .max, .max]
    for cap in [nil, 5] as [Float?] {
      let operations = try operations(instructionSet)
      let (evaluated, losses) = (GuardedFloats(unwritten: rows), GuardedFloats(unwritten: rows))
      let (dHidden, dWeight) = (
        GuardedFloats(unwritten: rows * width), GuardedFloats([Float](repeating: 0, count: vocabulary * width))
      )
      let (hiddenIn, weightIn) = (GuardedFloats(hidden), GuardedFloats(weight))
      operations.crossEntropyForward(
        losses: evaluated.pointer, hidden: hiddenIn.pointer, weight: weightIn.pointer, targets: targets, rows: rows,
        width: width, vocabulary: vocabulary, cap: cap)
      operations.crossEntropyForwardBackward(
        losses: losses.pointer, dHidden: dHidden.pointer, dWeight: dWeight.pointer, hidden: hiddenIn.pointer,
        weight: weightIn.pointer, targets: targets, rows: rows, width: width, vocabulary: vocabulary, scale: 0.5,
        cap: cap)
      let slow = SlowOperations.crossEntropyBackward(
        hidden: hidden.doubles, weight: weight.doubles, targets: targets, width: width, vocabulary: vocabulary,
        scale: 0.5, cap: cap.map(Double.init))
      let expected = SlowOperations.crossEntropy(
        hidden: hidden.doubles, weight: weight.doubles, targets: targets, width: width, vocabulary: vocabulary,
        cap: cap.map(Double.init))
      #expect(evaluated.values.bits == losses.values.bits)
      expectClose(losses.values, expected, "losses")
      expectClose(dHidden.values, slow.dHidden, "dHidden", within: 4e-6)
      expectClose(dWeight.values, slow.dWeight, "dWeight", within: 4e-6)
      for row in 0..<rows where targets[row] == ignoredTarget {
        #expect(losses.values[row] == 0 && dHidden.values[row * width..<(row + 1) * width].allSatisfy { $0 == 0 })
      }
    }
  }

  @Test(
    "the likeliest token is the first of the largest logits, and wanting it changes no loss", arguments: instructionSets
  )
  func likeliest(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for (rows, width, vocabulary) in [(1, 1, 1), (3, 17, 33), (33, 32, 100)] {
      let targets = randomIDs(rows, below: vocabulary, seed: 1)
      let hidden = randoms(rows * width, seed: 2)
      let weight = randoms(vocabulary * width, seed: 3)
      let logits = SlowOperations.linear(
        x: hidden.doubles, weight: weight.doubles, rows: rows, inputs: width, outputs: vocabulary)
      let (losses, plain) = (GuardedFloats(unwritten: rows), GuardedFloats(unwritten: rows))
      var found = [UInt32](repeating: .max, count: rows)
      operations.crossEntropyForward(
        losses: losses.pointer, likeliest: &found, hidden: hidden, weight: weight, targets: targets, rows: rows,
        width: width, vocabulary: vocabulary)
      operations.crossEntropyForward(
        losses: plain.pointer, hidden: hidden, weight: weight, targets: targets, rows: rows, width: width,
        vocabulary: vocabulary)
      #expect(losses.values.bits == plain.values.bits)
      for row in 0..<rows {
        let values = Array(logits[row * vocabulary..<(row + 1) * vocabulary])
        #expect(Int(found[row]) == values.firstIndex(of: values.max() ?? 0), "row \(row) of \(rows)")
      }
    }
    var found: UInt32 = .max
    let losses = GuardedFloats(unwritten: 1)
    operations.crossEntropyForward(
      losses: losses.pointer, likeliest: &found, hidden: [2], weight: [-1, 3, 0, 3, 3], targets: [0], rows: 1, width: 1,
      vocabulary: 5)
    #expect(found == 1)
  }

  @Test("a cap keeps its sign and size, and what is not finite", arguments: instructionSets)
  func softcap(instructionSet: String) throws {
    let values: [Float] = [0, -0.0, 1e-6, -1e-6, 0.3, -0.3, 14, -15, 80, -1e4, 3e38, .infinity, -.infinity, .nan, 2]
    for count in 1...values.count {
      let x = Array(values.suffix(count))
      let found = GuardedFloats(x)
      try operations(instructionSet).softcap(x: found.pointer, rows: 1, width: count, cap: 15)
      for (value, capped) in zip(x, found.values) {
        if value.isFinite {
          let expected = SlowOperations.softcap(Double(value), cap: 15)
          #expect(abs(Double(capped) - expected) < 2e-6, "\(value): \(capped)")
          #expect(abs(capped) <= 15 && (value == 0 || abs(value) < 1e-5 || (capped < 0) == (value < 0)))
        } else {
          #expect(value.isNaN ? capped.isNaN : capped == value)
        }
      }
    }
  }
}
