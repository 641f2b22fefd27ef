import Parallel
import Reference
import Testing

@testable import Kernels

@Suite("Row blocks, with packed weights", .serialized)
struct RowBlocksTests {
  /// Every row in one block, blocks nearly equal and of whole tiles, none higher than promised.
  @Test func cutsAreWhole() {
    for rows in [1, 13, 14, 15, 100, 500, 4_096, 8_191] {
      for (tileRows, threads) in [(14, 1), (14, 2), (14, 3), (4, 7), (6, 64)] {
        let cut = RowBlocks(rows: rows, tileRows: tileRows, threads: threads)
        let blocks = (0..<cut.count).map { cut[$0] }
        #expect(blocks.first?.lowerBound == 0 && blocks.last?.upperBound == rows)
        for (one, next) in zip(blocks, blocks.dropFirst()) {
          #expect(one.upperBound == next.lowerBound && one.upperBound % tileRows == 0 && !one.isEmpty)
        }
        #expect(blocks.map(\.count).max() == cut.mostRows || cut.count == 1 && cut.mostRows == rows)
        #expect(cut.count == 1 || cut.count % threads == 0)
        let least = blocks.dropLast().map(\.count).min() ?? cut.mostRows
        #expect(cut.mostRows - least <= tileRows, "\(rows) rows, \(threads) threads")
      }
    }
  }

  /// A block's workspace is its own while it works, and large enough.
  @Test(arguments: [false, true])
  func workspacesAreApart(whole: Bool) throws {
    let operations = try operations("portable", threads: 4)
    let (rows, width) = (1_000, 24)
    let out = GuardedFloats(unwritten: rows)
    for _ in 0..<20 {
      operations.forEachRowBlock(rows: rows, workspacePerRow: width, whole: whole) { block, workspace in
        if whole { #expect(block == 0..<rows) }
        for i in 0..<block.count * width { workspace[i] = Float(block.lowerBound) }
        for row in block {
          let values = UnsafeBufferPointer(start: workspace + (row - block.lowerBound) * width, count: width)
          out.pointer[row] = values.allSatisfy { $0 == Float(block.lowerBound) } ? Float(row) : -1
        }
      }
      #expect(out.values == (0..<rows).map(Float.init))
    }
  }

  /// Products of packed weights, whole and in blocks, by any number of threads: the same bits, and the reference's result.
  @Test(arguments: instructionSets)
  func packedWeightsGiveTheSameProducts(instructionSet: String) throws {
    for (rows, inputs, outputs) in [(3, 20, 40), (150, 33, 70), (700, 40, 1_100)] {
      let (xs, ws, dys) = (
        randoms(rows * inputs, seed: 1), randoms(outputs * inputs, seed: 2), randoms(rows * outputs, seed: 3)
      )
      let (x, w, dy) = (GuardedFloats(xs).pointer, GuardedFloats(ws).pointer, GuardedFloats(dys).pointer)
      let matrix = WeightMatrix(floats: w, outputs: outputs, inputs: inputs)
      let uses = [WeightUse(matrix, for: .forward), WeightUse(matrix, for: .backwardInput)]
      let (y, dx) = (GuardedFloats(unwritten: rows * outputs), GuardedFloats(unwritten: rows * inputs))
      var seen: [[UInt32]] = []
      for (threads, inBlocks) in [(1, false), (1, true), (2, true), (3, false), (3, true)] {
        let operations = try operations(instructionSet, threads: threads)
        operations.withPacked(uses) { packed in
          func products(_ rows: Range<Int>) {
            operations.linearForward(
              y: y.pointer + rows.lowerBound * outputs, x: x + rows.lowerBound * inputs, weight: packed[0],
              rows: rows.count, addend: nil, isBatchInvariant: false)
            operations.linearBackwardInput(
              dx: dx.pointer + rows.lowerBound * inputs, dy: dy + rows.lowerBound * outputs, weight: packed[1],
              rows: rows.count, accumulate: false)
          }
          if inBlocks {
            operations.forEachRowBlock(rows: rows, workspacePerRow: 0, whole: false) { rows, _ in products(rows) }
          } else {
            products(0..<rows)
          }
        }
        seen.append(y.values.bits + dx.values.bits)
      }
      #expect(Set(seen).count == 1, "\(rows) rows, \(inputs) to \(outputs)")
      let slow = SlowOperations.linear(x: xs.doubles, weight: ws.doubles, rows: rows, inputs: inputs, outputs: outputs)
      expectClose(y.values, slow, "forward")
      let slowGradient = SlowOperations.linearBackwardInput(
        dy: dys.doubles, weight: ws.doubles, rows: rows, inputs: inputs, outputs: outputs)
      expectClose(dx.values, slowGradient, "gradient of the input")
    }
  }

  /// What is packed already is not packed again, and nothing is kept for later.
  @Test func aChangedWeightCounts() throws {
    let operations = try operations("portable")
    let (floats, x) = (GuardedFloats(randoms(20 * 30, seed: 1)), randoms(50 * 20, seed: 2))
    let y = GuardedFloats(unwritten: 50 * 30)
    let use = WeightUse(WeightMatrix(floats: floats.pointer, outputs: 30, inputs: 20), for: .forward)
    func product(_ weight: WeightMatrix) -> [Float] {
      operations.linearForward(y: y.pointer, x: x, weight: weight, rows: 50, addend: nil, isBatchInvariant: false)
      return y.values
    }
    var first: [Float] = []
    operations.withPacked([use]) { packed in
      operations.withPacked([WeightUse(packed[0], for: .forward)]) { again in
        #expect(again[0].packed(for: .forward) == packed[0].packed(for: .forward))
        first = product(again[0])
      }
    }
    for i in 0..<floats.count { floats.pointer[i] *= 2 }
    #expect(product(use.weight) == first.map { $0 * 2 })
    operations.withPacked([use]) { #expect(product($0[0]) == first.map { $0 * 2 }) }
  }

  /// Weights of every precision give the same product packed as they do by themselves.
  @Test(arguments: WeightPrecision.allCases)
  func storedWeightsPackToo(precision: WeightPrecision) throws {
    let operations = try operations("portable")
    let weight = stored(randoms(20 * 30, seed: 1), outputs: 30, inputs: 20, precision, operations)
    let x = randoms(50 * 20, seed: 2)
    let (alone, packed) = (GuardedFloats(unwritten: 50 * 30), GuardedFloats(unwritten: 50 * 30))
    operations.linearForward(
      y: alone.pointer, x: x, weight: weight, rows: 50, addend: nil, isBatchInvariant: false)
    operations.withPacked([WeightUse(weight, for: .forward)]) {
      operations.linearForward(
        y: packed.pointer, x: x, weight: $0[0], rows: 50, addend: nil, isBatchInvariant: false)
    }
    #expect(alone.values.bits == packed.values.bits)
  }
}
