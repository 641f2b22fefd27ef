import Parallel
import Reference
import Testing

@testable import Kernels

@Suite("Rows in pieces, with weights held", .serialized)
struct RowPiecesTests {
  /// Every row in one piece, pieces nearly equal and of whole tiles, none higher than promised.
  @Test func cutsAreWhole() {
    for rows in [1, 13, 14, 15, 100, 500, 4_096, 8_191] {
      for (tileRows, threads) in [(14, 1), (14, 2), (14, 3), (4, 7), (6, 64)] {
        let cut = RowCut(rows: rows, tileRows: tileRows, threads: threads)
        let pieces = (0..<cut.pieces).map { cut[$0] }
        #expect(pieces.first?.lowerBound == 0 && pieces.last?.upperBound == rows)
        for (one, next) in zip(pieces, pieces.dropFirst()) {
          #expect(one.upperBound == next.lowerBound && one.upperBound % tileRows == 0 && !one.isEmpty)
        }
        #expect(pieces.map(\.count).max() == cut.mostRows || cut.pieces == 1 && cut.mostRows == rows)
        #expect(cut.pieces == 1 || cut.pieces % threads == 0)
        let least = pieces.dropLast().map(\.count).min() ?? cut.mostRows
        #expect(cut.mostRows - least <= tileRows, "\(rows) rows, \(threads) threads")
      }
    }
  }

  /// A piece's room is its own while it works, and large enough.
  @Test func roomsAreApart() throws {
    let operations = try operations("portable", threads: 4)
    let (rows, width) = (1_000, 24)
    let out = GuardedFloats(unwritten: rows)
    for _ in 0..<20 {
      operations.inPieces(rows: rows, roomPerRow: width) { piece, room in
        for i in 0..<piece.count * width { room[i] = Float(piece.lowerBound) }
        for row in piece {
          let values = UnsafeBufferPointer(start: room + (row - piece.lowerBound) * width, count: width)
          out.pointer[row] = values.allSatisfy { $0 == Float(piece.lowerBound) } ? Float(row) : -1
        }
      }
      #expect(out.values == (0..<rows).map(Float.init))
    }
  }

  /// Products of held weights, whole and in pieces, by any number of threads: the same bits, and the reference's result.
  @Test(arguments: instructionSets)
  func heldWeightsGiveTheSameProducts(instructionSet: String) throws {
    for (rows, inputs, outputs) in [(3, 20, 40), (150, 33, 70), (700, 40, 1_100)] {
      let (xs, ws, dys) = (
        randoms(rows * inputs, seed: 1), randoms(outputs * inputs, seed: 2), randoms(rows * outputs, seed: 3)
      )
      let (x, w, dy) = (GuardedFloats(xs).pointer, GuardedFloats(ws).pointer, GuardedFloats(dys).pointer)
      let weights = [HeldWeight.Product.forward, .backwardInput].map {
        HeldWeight(w, inputs: inputs, outputs: outputs, for: $0)
      }
      let (y, dx) = (GuardedFloats(unwritten: rows * outputs), GuardedFloats(unwritten: rows * inputs))
      var seen: [[UInt32]] = []
      for (threads, pieces) in [(1, false), (1, true), (2, true), (3, false), (3, true)] {
        let operations = try operations(instructionSet, threads: threads)
        operations.holding(weights) {
          func products(_ rows: Range<Int>) {
            operations.linearForward(
              y: y.pointer + rows.lowerBound * outputs, x: x + rows.lowerBound * inputs,
              weight: w, rows: rows.count, inputs: inputs, outputs: outputs, onto: nil)
            operations.linearBackwardInput(
              dx: dx.pointer + rows.lowerBound * inputs, dy: dy + rows.lowerBound * outputs,
              weight: w, rows: rows.count, inputs: inputs, outputs: outputs, accumulate: false)
          }
          if pieces {
            operations.inPieces(rows: rows, roomPerRow: 0) { rows, _ in products(rows) }
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

  /// What was held is forgotten afterwards, also where it was asked for twice.
  @Test func aChangedWeightCounts() throws {
    let operations = try operations("portable")
    let (weight, x) = (GuardedFloats(randoms(20 * 30, seed: 1)), randoms(50 * 20, seed: 2))
    let y = GuardedFloats(unwritten: 50 * 30)
    let held = HeldWeight(weight.pointer, inputs: 20, outputs: 30, for: .forward)
    func product() -> [Float] {
      operations.linearForward(
        y: y.pointer, x: x, weight: weight.pointer, rows: 50, inputs: 20, outputs: 30, onto: nil)
      return y.values
    }
    var first: [Float] = []
    operations.holding([held]) { operations.holding([held]) { first = product() } }
    for i in 0..<weight.count { weight.pointer[i] *= 2 }
    #expect(product() == first.map { $0 * 2 })
    operations.holding([held]) { #expect(product() == first.map { $0 * 2 }) }
  }
}
