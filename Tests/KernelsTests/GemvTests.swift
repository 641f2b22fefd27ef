import Reference
import Testing

@testable import Kernels

@Suite("Products with stored weights", .serialized)
struct GemvTests {
  private static let shapes = [(1, 1), (33, 17), (64, 100), (257, 31), (512, 130)]  // inputs, outputs

  @Test("one product, added or not, rows apart or together", arguments: instructionSets, WeightPrecision.allCases)
  func product(instructionSet: String, precision: WeightPrecision) throws {
    let operations = try operations(instructionSet)
    for (inputs, outputs) in Self.shapes {
      let weight = randoms(outputs * inputs, seed: 2)
      let matrix = stored(weight, outputs: outputs, inputs: inputs, precision, operations)
      let rounded = slowlyRounded(weight, inputs: inputs, precision).doubles
      for (rows, isBatchInvariant) in [(1, true), (2, true), (5, true), (7, false), (13, true), (13, false)] {
        let (x, before) = (randoms(rows * inputs, seed: 1), randoms(rows * outputs, seed: 3))
        let product = SlowOperations.linear(
          x: x.doubles, weight: rounded, rows: rows, inputs: inputs, outputs: outputs)
        let (new, added) = (GuardedFloats(unwritten: rows * outputs), GuardedFloats(before))
        operations.linearForward(
          y: new.pointer, x: GuardedFloats(x).pointer, weight: matrix, rows: rows, addend: nil,
          isBatchInvariant: isBatchInvariant)
        operations.linearForward(
          y: added.pointer, x: GuardedFloats(x).pointer, weight: matrix, rows: rows, addend: added.pointer,
          isBatchInvariant: isBatchInvariant)
        let what = "(\(rows), \(inputs)) → \(outputs)"
        expectClose(new.values, product, what)
        expectClose(added.values, zip(product, before).map { $0 + Double($1) }, what)
      }
    }
  }

  @Test("the gated product, and the one without a gate", arguments: instructionSets, WeightPrecision.allCases)
  func gated(instructionSet: String, precision: WeightPrecision) throws {
    let operations = try operations(instructionSet)
    let (inputs, outputs) = (37, 75)
    let weights = [5, 6].map { randoms(outputs * inputs, seed: $0) }
    let gate = stored(weights[0], outputs: outputs, inputs: inputs, precision, operations)
    let fused = stored(weights[0] + weights[1], outputs: 2 * outputs, inputs: inputs, precision, operations)
    for (rows, isBatchInvariant) in [(1, true), (6, true), (20, true), (20, false)] {
      let x = randoms(rows * inputs, seed: 7)
      let products = weights.map {
        SlowOperations.linear(
          x: x.doubles, weight: slowlyRounded($0, inputs: inputs, precision).doubles, rows: rows, inputs: inputs,
          outputs: outputs)
      }
      let both = GuardedFloats(unwritten: rows * 2 * outputs)
      let out = GuardedFloats(unwritten: rows * outputs)
      operations.linearForward(
        y: both.pointer, x: x, weight: fused, rows: rows, addend: nil, isBatchInvariant: isBatchInvariant)
      operations.swigluForward(out: out.pointer, gateUp: both.pointer, rows: rows, width: outputs)
      expectClose(out.values, SlowOperations.swiglu(gate: products[0], up: products[1]), "\(rows) rows")
      operations.linearForward(
        y: out.pointer, x: x, weight: gate, rows: rows, addend: nil, isBatchInvariant: isBatchInvariant)
      operations.siluForward(out: out.pointer, x: out.pointer, count: rows * outputs)
      expectClose(out.values, SlowOperations.silu(x: products[0]), "\(rows) rows")
    }
  }

  /// What makes a text independent of the batch that it is decoded in, and of the number of threads.
  @Test("a row's bits depend on that row alone", arguments: instructionSets, WeightPrecision.allCases)
  func sameBits(instructionSet: String, precision: WeightPrecision) throws {
    let (inputs, outputs, most) = (100, 150, 23)
    let (x, weight) = (randoms(most * inputs, seed: 8), randoms(outputs * inputs, seed: 9))
    func product(rows: Range<Int>, threads: Int) throws -> [UInt32] {
      let operations = try operations(instructionSet, threads: threads)
      let matrix = stored(weight, outputs: outputs, inputs: inputs, precision, operations)
      let y = GuardedFloats(unwritten: rows.count * outputs)
      x.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress.map({ $0 + rows.lowerBound * inputs }) else { return }
        operations.linearForward(
          y: y.pointer, x: x, weight: matrix, rows: rows.count, addend: nil, isBatchInvariant: true)
      }
      return y.values.bits
    }
    let alone = try (0..<most).flatMap { try product(rows: $0..<$0 + 1, threads: 1) }
    for threads in [1, 2, 3] { #expect(try product(rows: 0..<most, threads: threads) == alone) }
    for rows in [0..<2, 4..<9, 7..<13, 10..<22] {
      #expect(
        try product(rows: rows, threads: 2) == Array(alone[rows.lowerBound * outputs..<rows.upperBound * outputs]))
    }
  }
}
