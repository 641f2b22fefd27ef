import Testing

@testable import Kernels

/// The number of threads changes the time, never a bit of the result.
@Suite("The same bits from any number of threads", .serialized)
struct DeterminismTests {
  /// `run` with 1, 2, 3 and 7 threads must give the same bits.
  private func expectSameBits(
    _ instructionSet: String, _ what: String, _ run: (CPUOperations) -> [GuardedFloats]
  ) throws {
    let expected = run(try operations(instructionSet, threads: 1)).map(\.values.bits)
    for threads in [2, 3, 7] {
      let bits = run(try operations(instructionSet, threads: threads)).map(\.values.bits)
      #expect(bits == expected, "\(what) on \(threads) threads")
    }
  }

  @Test("products", arguments: instructionSets)
  func products(instructionSet: String) throws {
    for (rows, inputs, outputs) in [(1, 300, 500), (600, 70, 90), (40, 600, 260)] {
      let (x, w) = (GuardedFloats(randoms(rows * inputs, seed: 1)).pointer, randoms(outputs * inputs, seed: 2))
      let dy = GuardedFloats(randoms(rows * outputs, seed: 3)).pointer
      try expectSameBits(instructionSet, "(\(rows), \(inputs)) → \(outputs)") { operations in
        let y = GuardedFloats(unwritten: rows * outputs)
        let dx = GuardedFloats(unwritten: rows * inputs)
        let dw = GuardedFloats(w)
        operations.linearForward(
          y: y.pointer, x: x, weight: w, rows: rows, inputs: inputs, outputs: outputs, addend: nil)
        operations.linearBackwardInput(
          dx: dx.pointer, dy: dy, weight: w, rows: rows, inputs: inputs, outputs: outputs, accumulate: false)
        operations.linearBackwardWeights(
          [WeightGradient(dw.pointer, dy: dy, x: x, inputs: inputs, outputs: outputs)], rows: rows, groups: 1)
        return [y, dx, dw]
      }
    }
  }

  @Test("attention", arguments: instructionSets)
  func attention(instructionSet: String) throws {
    let (batch, positions, heads, headWidth) = (2, 70, 3, 20)
    let count = batch * positions * heads * headWidth
    let settings = AttentionSettings(heads: heads, headWidth: headWidth, rotation: Rotation(theta: 100))
    let inputs = (0..<4).map { randoms(count, seed: $0) }
    try expectSameBits(instructionSet, "attention") { operations in
      let results = (0..<4).map { _ in GuardedFloats(unwritten: count) }
      let logSumExp = GuardedFloats(unwritten: batch * heads * positions)
      operations.attentionForward(
        out: results[0].pointer, logSumExp: logSumExp.pointer, q: inputs[0], k: inputs[1], v: inputs[2],
        stride: heads * headWidth, batch: batch, positions: positions, settings: settings, gains: nil)
      operations.attentionBackward(
        dq: results[1].pointer, dk: results[2].pointer, dv: results[3].pointer, dGains: nil, dOut: inputs[3],
        out: results[0].pointer, logSumExp: logSumExp.pointer, q: inputs[0], k: inputs[1], v: inputs[2],
        stride: heads * headWidth, batch: batch, positions: positions, settings: settings, gains: nil, groups: 1)
      return results + [logSumExp]
    }
  }

  @Test("reductions over rows", arguments: instructionSets, [1, 4])
  func reductions(instructionSet: String, groups: Int) throws {
    let (rows, width, vocabulary) = (1300, 40, 50)
    let (x, gain, d) = (randoms(rows * width, seed: 1), randoms(width, seed: 2), randoms(rows * width, seed: 3))
    let weight = randoms(vocabulary * width, seed: 4)
    let ids = randomIDs(rows, below: vocabulary, seed: 5)
    try expectSameBits(instructionSet, "reductions") { operations in
      let (dx, dGain) = (GuardedFloats(unwritten: rows * width), GuardedFloats(gain))
      let (dEmbedding, dWeight) = (GuardedFloats(weight), GuardedFloats(weight))
      let (losses, dHidden) = (GuardedFloats(unwritten: rows), GuardedFloats(unwritten: rows * width))
      let (out, inverse) = (GuardedFloats(unwritten: rows * width), GuardedFloats(unwritten: rows))
      operations.rmsNormForward(
        out: out.pointer, inverseRMS: inverse.pointer, x: x, gain: gain, rows: rows, width: width, epsilon: 1e-5)
      operations.rmsNormBackward(
        dx: dx.pointer, dGain: dGain.pointer, dOut: d, x: x, gain: gain, inverseRMS: inverse.pointer, rows: rows,
        width: width, groups: groups, accumulate: false)
      operations.embeddingBackward(
        dWeight: dEmbedding.pointer, dOut: d, ids: ids, rows: rows, width: width, vocabulary: vocabulary,
        groups: groups)
      operations.crossEntropyForwardBackward(
        losses: losses.pointer, dHidden: dHidden.pointer, dWeight: dWeight.pointer, hidden: x, weight: weight,
        targets: ids, rows: rows, width: width, vocabulary: vocabulary, groups: groups, scale: 0.1)
      let norm = GuardedFloats([Float(operations.sumOfSquares(x: x, count: x.count))])
      return [dx, dGain, dEmbedding, dWeight, losses, dHidden, norm]
    }
  }
}
