import Reference
import Testing

@testable import Kernels

/// A weight in the form that decoding reads, in memory that ends at a page that may not be touched.
func stored(
  _ weight: [Float], outputs: Int, inputs: Int, _ precision: WeightPrecision, _ operations: CPUOperations
) -> WeightMatrix {
  let memory = GuardedFloats(
    unwritten: WeightMatrix.floats(outputs: outputs, inputs: inputs, precision: precision))
  let matrix = WeightMatrix(memory.pointer, outputs: outputs, inputs: inputs, precision: precision)
  // In two parts, as the tensors of one matrix come.
  let first = outputs / 3
  weight.withUnsafeBufferPointer { floats in
    guard let start = floats.baseAddress else { return }
    operations.store(start, to: matrix, firstRow: 0, rows: first)
    operations.store(start + first * inputs, to: matrix, firstRow: first, rows: outputs - first)
  }
  return matrix
}

/// What a weight stands for once stored, by the slow version.
func slowlyRounded(_ weight: [Float], inputs: Int, _ precision: WeightPrecision) -> [Float] {
  switch precision {
  case .fp32: weight
  case .bf16: weight.map(SlowOperations.bfloat16)
  case .int8: SlowOperations.int8(weight, inputs: inputs)
  }
}

@Suite("Weight storage", .serialized)
struct WeightStorageTests {
  @Test("stored and expanded, every number is the slow version's", arguments: instructionSets, WeightPrecision.allCases)
  func rounding(instructionSet: String, precision: WeightPrecision) throws {
    for (outputs, inputs) in [(1, 1), (3, 17), (130, 33), (5, 512)] {
      var weight = randoms(outputs * inputs, seed: 4)
      weight[0] = 0
      for threads in [1, 3] {
        let operations = try operations(instructionSet, threads: threads)
        let matrix = stored(weight, outputs: outputs, inputs: inputs, precision, operations)
        let expanded = GuardedFloats(unwritten: weight.count)
        operations.expand(matrix, to: expanded.pointer)
        #expect(expanded.values == slowlyRounded(weight, inputs: inputs, precision), "\(outputs) × \(inputs)")
      }
    }
  }

  @Test("bfloat16 of ties, of the largest floats, of denormals and of what is no number")
  func bfloat16() {
    func rounded(_ value: Float) -> Float { Float(bitPattern: UInt32(bfloat16Bits(value)) << 16) }
    let bits: [UInt32] = [
      0x3F80_8000, 0x3F81_8000, 0x3F80_7FFF, 0x3F80_8001, 0x7F7F_7FFF, 0x7F7F_8000, 0x0000_8000, 0x0001_8000,
      0x0000_0001,
    ]
    for value in bits.flatMap({ [Float(bitPattern: $0), -Float(bitPattern: $0)] }) {
      #expect(rounded(value) == SlowOperations.bfloat16(value), "\(value)")
    }
    #expect(rounded(.infinity) == .infinity)
    #expect(rounded(.nan).isNaN && rounded(Float(bitPattern: 0x7F80_0001)).isNaN)
  }

  @Test("a row's largest number is ±127, a row of zeros stays one, and damage is not hidden")
  func int8() {
    func numbers(_ row: [Float]) -> ([Int8], Float) {
      var integers = [Int8](repeating: 99, count: row.count)
      let scale = storeRow(row, count: row.count, as: &integers)
      return (integers, scale)
    }
    #expect(numbers([-2.54, 1.27, 0.011]) == ([-127, 64, 1], Float(2.54) / 127))
    #expect(numbers([0, 0]) == ([0, 0], 0))
    #expect(numbers([.leastNonzeroMagnitude, 0]).0 == [0, 0])
    #expect(numbers([1, .infinity]).1.isNaN)
    #expect(numbers([.nan, 1]).1.isNaN)
  }

  @Test("a table is read row by row", arguments: WeightPrecision.allCases)
  func embed(precision: WeightPrecision) throws {
    let operations = try operations(instructionSets[0])
    let weight = randoms(7 * 19, seed: 2)
    let out = GuardedFloats(unwritten: 3 * 19)
    operations.embeddingForward(
      out: out.pointer, weight: stored(weight, outputs: 7, inputs: 19, precision, operations), ids: [6, 0, 6], rows: 3)
    let rounded = slowlyRounded(weight, inputs: 19, precision)
    #expect(out.values == Array(rounded[114...]) + Array(rounded[..<19]) + Array(rounded[114...]))
  }
}
