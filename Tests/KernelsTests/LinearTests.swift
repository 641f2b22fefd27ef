import Reference
import Testing

@testable import Kernels

@Suite("Linear layers", .serialized)
struct LinearTests {
  struct Shape: CustomStringConvertible {
    let rows, inputs, outputs: Int
    var description: String { "(\(rows), \(inputs)) → \(outputs)" }
  }

  /// Below, at and above every tile, slice and panel of every instruction set, and the few-rows path.
  static let shapes =
    oddCounts.map { Shape(rows: $0, inputs: 33, outputs: 17) }
    + oddCounts.map { Shape(rows: 19, inputs: $0, outputs: 31) }
    + oddCounts.map { Shape(rows: 15, inputs: 32, outputs: $0) }
    + (1...9).map { Shape(rows: $0, inputs: 37, outputs: 71) }
    + [
      Shape(rows: 29, inputs: 257, outputs: 65), Shape(rows: 230, inputs: 40, outputs: 100),
      Shape(rows: 600, inputs: 24, outputs: 20), Shape(rows: 12, inputs: 1031, outputs: 12),
      Shape(rows: 14, inputs: 16, outputs: 4500), Shape(rows: 1, inputs: 1, outputs: 1),
      // Whole tiles of columns, read where they lie, and a page from row to row, packed.
      Shape(rows: 1030, inputs: 96, outputs: 30), Shape(rows: 23, inputs: 1024, outputs: 520),
    ]

  @Test("forward", arguments: instructionSets, [false, true])
  func forward(instructionSet: String, accumulate: Bool) throws {
    let operations = try operations(instructionSet)
    for s in Self.shapes {
      let (x, w) = (randoms(s.rows * s.inputs, seed: 1), randoms(s.outputs * s.inputs, seed: 2))
      let before = accumulate ? randoms(s.rows * s.outputs, seed: 3) : []
      let y = accumulate ? GuardedFloats(before) : GuardedFloats(unwritten: s.rows * s.outputs)
      let (xIn, wIn) = (GuardedFloats(x), GuardedFloats(w))
      operations.linearForward(
        y: y.pointer, x: xIn.pointer, weight: wIn.pointer,
        rows: s.rows, inputs: s.inputs, outputs: s.outputs, addend: accumulate ? UnsafePointer(y.pointer) : nil)
      let product = SlowOperations.linear(
        x: x.doubles, weight: w.doubles, rows: s.rows, inputs: s.inputs, outputs: s.outputs)
      expectClose(y.values, sum(product, before), "\(s)")
      guard accumulate else { continue }
      let apart = GuardedFloats(unwritten: s.rows * s.outputs)
      operations.linearForward(
        y: apart.pointer, x: xIn.pointer, weight: wIn.pointer,
        rows: s.rows, inputs: s.inputs, outputs: s.outputs, addend: GuardedFloats(before).pointer)
      #expect(apart.values.bits == y.values.bits, "\(s): another matrix as addend")
    }
  }

  @Test("gradient of the input", arguments: instructionSets, [false, true])
  func backwardInput(instructionSet: String, accumulate: Bool) throws {
    let operations = try operations(instructionSet)
    for s in Self.shapes {
      let (dy, w) = (randoms(s.rows * s.outputs, seed: 1), randoms(s.outputs * s.inputs, seed: 2))
      let before = accumulate ? randoms(s.rows * s.inputs, seed: 3) : []
      let dx = accumulate ? GuardedFloats(before) : GuardedFloats(unwritten: s.rows * s.inputs)
      operations.linearBackwardInput(
        dx: dx.pointer, dy: GuardedFloats(dy).pointer, weight: GuardedFloats(w).pointer,
        rows: s.rows, inputs: s.inputs, outputs: s.outputs, accumulate: accumulate)
      let product = SlowOperations.linearBackwardInput(
        dy: dy.doubles, weight: w.doubles, rows: s.rows, inputs: s.inputs, outputs: s.outputs)
      expectClose(dx.values, sum(product, before), "\(s)")
    }
  }

  @Test("gradient of the weight", arguments: instructionSets)
  func backwardWeight(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for s in Self.shapes {
      let (dy, x) = (randoms(s.rows * s.outputs, seed: 1), randoms(s.rows * s.inputs, seed: 2))
      let before = randoms(s.outputs * s.inputs, seed: 3)
      let dw = GuardedFloats(before)
      let gradient = WeightGradient(
        dw.pointer, dy: GuardedFloats(dy).pointer, x: GuardedFloats(x).pointer, inputs: s.inputs, outputs: s.outputs)
      operations.linearBackwardWeights([gradient], rows: s.rows, groups: 1)
      let product = SlowOperations.linearBackwardWeight(
        dy: dy.doubles, x: x.doubles, rows: s.rows, inputs: s.inputs, outputs: s.outputs)
      expectClose(dw.values, sum(product, before), "\(s)")
    }
  }

  /// One in place, one packed, and one so large that they are made one after another after all.
  @Test("gradients of several weights at once are those of each alone", arguments: instructionSets)
  func severalWeights(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for (rows, shapes) in [(70, [(32, 40), (33, 800), (64, 900)]), (4_200, [(600, 770), (8, 3)])] {
      let layers = shapes.enumerated().map { i, shape in
        (
          dy: GuardedFloats(randoms(rows * shape.1, seed: UInt64(2 * i))),
          x: GuardedFloats(randoms(rows * shape.0, seed: UInt64(2 * i + 1))),
          together: GuardedFloats([Float](repeating: 1, count: shape.0 * shape.1)),
          alone: GuardedFloats([Float](repeating: 1, count: shape.0 * shape.1))
        )
      }
      func gradient(_ i: Int, to dWeight: GuardedFloats) -> WeightGradient {
        WeightGradient(
          dWeight.pointer, dy: layers[i].dy.pointer, x: layers[i].x.pointer, inputs: shapes[i].0, outputs: shapes[i].1)
      }
      operations.linearBackwardWeights(
        shapes.indices.map { gradient($0, to: layers[$0].together) }, rows: rows, groups: 1)
      for i in shapes.indices {
        operations.linearBackwardWeights([gradient(i, to: layers[i].alone)], rows: rows, groups: 1)
      }
      #expect(layers.allSatisfy { $0.together.values.bits == $0.alone.values.bits })
    }
  }

  @Test("the same product whole, in slices, and in parts by columns and by depth", arguments: instructionSets)
  func parts(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    let (rows, columns, depth) = (230, 150, 1100)
    let (a, b) = (randoms(rows * depth, seed: 1), randoms(depth * columns, seed: 2))
    let (aIn, bIn) = (GuardedFloats(a), GuardedFloats(b))
    let expected = SlowOperations.linearBackwardInput(
      dy: a.doubles, weight: b.doubles, rows: rows, inputs: columns, outputs: depth)
    let limits: [GemmPlan.Limits] = [.init(), .init(packed: 64 * 512), .init(packed: 0)]
    for limits in limits {
      let c = GuardedFloats(unwritten: rows * columns)
      operations.gemm(
        into: c.pointer, addend: nil, rows: rows, columns: columns, depth: depth,
        a: Operand(aIn.pointer, rowStride: depth, step: 1), b: Operand(bIn.pointer, rowStride: columns, step: 1),
        limits: limits)
      expectClose(c.values, expected, "\(limits)")
    }
  }

  @Test("a right operand is read where it lies if that is cheaper than packing it")
  func readingInPlace() {
    let tile = 32
    func inPlace(_ rows: Int, _ columns: Int, depth: Int = 8192) -> Bool {
      GemmPlan.readsInPlace(rows: rows, columns: columns, depth: depth, stride: columns, tile)
    }
    #expect(inPlace(512, 512))
    #expect(inPlace(512, 768))
    #expect(!inPlace(512, 800))
    #expect(inPlace(512, 800, depth: 256))
    #expect(!inPlace(512, 500))
    #expect(!inPlace(512, 1024, depth: 64))
    #expect(inPlace(768, 512))
    #expect(!inPlace(769, 512))
  }

  /// The order of additions is the weight's, even where few rows would be multiplied with a weight as it lies, and many with
  /// one that is packed in parts.
  @Test("the gradient of an input's row does not depend on the other rows", arguments: instructionSets)
  func rowsByThemselves(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    for (inputs, outputs) in [(768, 2_800), (40, 70), (96, 600)] {
      let dy = GuardedFloats(randoms(770 * outputs, seed: 1)).pointer
      let weight = GuardedFloats(randoms(outputs * inputs, seed: 2)).pointer
      let all = GuardedFloats(unwritten: 770 * inputs)
      operations.linearBackwardInput(
        dx: all.pointer, dy: dy, weight: weight, rows: 770, inputs: inputs, outputs: outputs, accumulate: false)
      for rows in [1, 4, 30] {
        let some = GuardedFloats(unwritten: rows * inputs)
        operations.linearBackwardInput(
          dx: some.pointer, dy: dy, weight: weight, rows: rows, inputs: inputs, outputs: outputs, accumulate: false)
        #expect(some.values.bits == Array(all.values.prefix(rows * inputs)).bits, "\(rows) rows of \(inputs)")
      }
    }
  }

  @Test("empty sums are zero, and no rows are no work", arguments: instructionSets)
  func nothing(instructionSet: String) throws {
    let operations = try operations(instructionSet)
    let c = GuardedFloats(unwritten: 6)
    let empty = GuardedFloats([]).pointer
    operations.linearBackwardInput(
      dx: c.pointer, dy: empty, weight: empty, rows: 2, inputs: 3, outputs: 0, accumulate: false)
    #expect(c.values == [0, 0, 0, 0, 0, 0])
    operations.linearBackwardWeights(
      [WeightGradient(c.pointer, dy: empty, x: empty, inputs: 3, outputs: 2)], rows: 0, groups: 1)
    operations.linearForward(
      y: empty, x: empty, weight: c.pointer, rows: 0, inputs: 3, outputs: 2, addend: nil)
    #expect(c.values == [0, 0, 0, 0, 0, 0])
  }

  @Test("the grid of tasks covers a product exactly, for any number of threads")
  func grid() {
    for threads in [1, 2, 3, 16, 200] {
      for (rows, columns) in [(1, 1), (14, 32), (15, 33), (512, 512), (3000, 70), (10_000, 512)] {
        let grid = GemmGrid(rows: rows, columns: columns, tileRows: 14, tileColumns: 32, threads: threads)
        let panels = (columns + 31) / 32
        var covered = [Int](repeating: 0, count: rows * panels)
        for task in 0..<grid.tasks {
          let (taskRows, taskPanels) = grid[task]
          #expect(taskRows.lowerBound.isMultiple(of: 14) && !taskRows.isEmpty && !taskPanels.isEmpty)
          for r in taskRows { for p in taskPanels { covered[r * panels + p] += 1 } }
        }
        #expect(covered.allSatisfy { $0 == 1 }, "\(rows) × \(columns) on \(threads)")
      }
    }
  }

  private func sum(_ product: [Double], _ before: [Float]) -> [Double] {
    before.isEmpty ? product : zip(product, before).map { $0 + Double($1) }
  }
}
