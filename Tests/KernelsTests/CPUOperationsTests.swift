import Parallel
import Testing

@testable import Kernels

@Suite("Operations on the CPU")
struct CPUOperationsTests {
  @Test("run every instruction set of this machine, and always portable C")
  func choices() throws {
    #expect(CPUOperations.availableInstructionSets.last == "portable")
    for name in CPUOperations.availableInstructionSets {
      #expect(try operations(name).instructionSet == name)
    }
  }

  @Test("refuse an instruction set this machine lacks, by name")
  func unknown() {
    #expect(throws: KernelsError.unavailableInstructionSet("sse9", available: instructionSets)) {
      try operations("sse9")
    }
    let error = KernelsError.unavailableInstructionSet("sse9", available: ["avx2", "portable"])
    #expect(
      error.description == "LETTERPRESS_ISA: this machine does not run 'sse9' (it runs avx2, portable);"
        + " unset the variable to use the fastest")
  }

  @Test("NaN and infinity come out of every product and loss", arguments: instructionSets, [Float.nan, .infinity])
  func divergenceShows(instructionSet: String, poison: Float) throws {
    let operations = try operations(instructionSet)
    for rows in [1, 20] {
      let (width, vocabulary) = (20, 40)
      let weight = randoms(vocabulary * width, seed: 2)
      var hidden = randoms(rows * width, seed: 1)
      hidden[width - 1] = poison
      let losses = GuardedFloats(unwritten: rows)
      operations.crossEntropyForward(
        losses: losses.pointer, hidden: hidden, weight: weight, targets: [UInt32](repeating: 3, count: rows),
        rows: rows, width: width, vocabulary: vocabulary)
      #expect(!losses.values[0].isFinite)
      #expect(losses.values.dropFirst().allSatisfy { $0.isFinite })
      #expect(!operations.sumOfSquares(x: hidden, count: hidden.count).isFinite)
    }
    var q = randoms(40 * 16, seed: 3)
    q[0] = poison
    let (out, logSumExp) = (GuardedFloats(unwritten: q.count), GuardedFloats(unwritten: 40))
    operations.attentionForward(
      out: out.pointer, logSumExp: logSumExp.pointer, q: q, k: randoms(q.count, seed: 4), v: randoms(q.count, seed: 5),
      stride: 16, batch: 1, positions: 40, settings: AttentionSettings(heads: 1, headWidth: 16), gains: nil)
    #expect(!logSumExp.values[0].isFinite)
    #expect(!out.values[0].isFinite)
  }
}
