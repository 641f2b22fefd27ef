import Reference
import Testing

@testable import Kernels

/// Sums over rows in groups have the bits of the groups one by one, added along the tree; whatever the threads.
@Suite("Groups of rows", .serialized)
struct GroupsTests {
  static let groups = [1, 2, 4, 8]

  /// What `sum` adds to `count` floats that were something before, with all rows at once on 1 to 4 threads, must be what
  /// it adds to zeros group by group, the groups added along the tree.
  private func expectTree(
    _ instructionSet: String, rows: Int, groups: Int, count: Int, _ what: String,
    _ sum: (_ operations: CPUOperations, _ rows: Range<Int>, _ groups: Int, _ to: GuardedFloats) -> Void
  ) throws {
    let (before, height) = (randoms(count, seed: 99), rows / groups)
    let one = try operations(instructionSet, threads: 1)
    let tree = SlowOperations.treeSum(groups: 0..<groups) { group in
      let part = GuardedFloats([Float](repeating: 0, count: count))
      sum(one, group * height..<(group + 1) * height, 1, part)
      return part.values
    }
    for threads in 1...4 {
      // With one group rows are added to what is there, one after another.
      let start = groups == 1 ? [Float](repeating: 0, count: count) : before
      let found = GuardedFloats(start)
      sum(try operations(instructionSet, threads: threads), 0..<rows, groups, found)
      let expected = zip(start, tree).map { $0 + $1 }
      #expect(found.values.bits == expected.bits, "\(what), \(groups) groups on \(threads) threads")
    }
  }

  /// Groups of one row and of several slices; whole tiles and not; read in place and packed.
  static let shapes = [
    (rows: 8, inputs: 1, outputs: 1), (rows: 32, inputs: 33, outputs: 17), (rows: 264, inputs: 64, outputs: 30),
    (rows: 8 * 37, inputs: 70, outputs: 260), (rows: 8 * 520, inputs: 32, outputs: 15),
    (rows: 8 * 520, inputs: 50, outputs: 1),
  ]

  /// Packed at once, in parts of whole groups, in parts of a group, and in parts by columns.
  @Test("products in parts", arguments: instructionSets, groups)
  func parts(instructionSet: String, groups: Int) throws {
    let (rows, inputs, outputs) = (8 * 520, 70, 31)
    let dy = GuardedFloats(randoms(rows * outputs, seed: 1)).pointer
    let x = GuardedFloats(randoms(rows * inputs, seed: 2)).pointer
    for packed in [1 << 20, 1200 * 96, 520 * 96, 512 * 64, 0] {
      try expectTree(instructionSet, rows: rows, groups: groups, count: outputs * inputs, "\(packed) at once") {
        operations, rows, groups, sum in
        let gradient = WeightGradient(sum.pointer, dy: dy, x: x, inputs: inputs, outputs: outputs)
        operations.gemm(
          gradient.product(rows: rows, groups: .all(of: groups)), readsInPlace: false, limits: .init(packed: packed))
      }
    }
  }

  @Test("gradients of weights", arguments: instructionSets, groups)
  func weights(instructionSet: String, groups: Int) throws {
    for (rows, inputs, outputs) in Self.shapes {
      let dy = GuardedFloats(randoms(rows * outputs, seed: 1)).pointer
      let x = GuardedFloats(randoms(rows * inputs, seed: 2)).pointer
      try expectTree(
        instructionSet, rows: rows, groups: groups, count: outputs * inputs, "(\(rows), \(inputs)) → \(outputs)"
      ) { operations, rows, groups, sum in
        let gradient = WeightGradient(
          sum.pointer, dy: dy + rows.lowerBound * outputs, x: x + rows.lowerBound * inputs, inputs: inputs,
          outputs: outputs)
        operations.linearBackwardWeights([gradient], rows: rows.count, groups: groups)
      }
    }
  }

  @Test("gradients of several weights at once", arguments: instructionSets, groups)
  func severalWeights(instructionSet: String, groups: Int) throws {
    // In one round of the threads, and one after another because the first is too large to be packed whole.
    for (rows, shapes) in [(8 * 40, [(32, 40), (33, 100)]), (8 * 70, [(4_000, 2), (33, 10)])] {
      let places = shapes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.0 * $1.1) }
      let dy = shapes.map { randoms(rows * $0.1, seed: 3) }
      let x = shapes.map { randoms(rows * $0.0, seed: 4) }
      try expectTree(
        instructionSet, rows: rows, groups: groups, count: places[shapes.count], "\(shapes)"
      ) { operations, rows, groups, sum in
        let parts = shapes.indices.map { i in
          (
            dy: GuardedFloats(Array(dy[i][rows.lowerBound * shapes[i].1..<rows.upperBound * shapes[i].1])).pointer,
            x: GuardedFloats(Array(x[i][rows.lowerBound * shapes[i].0..<rows.upperBound * shapes[i].0])).pointer
          )
        }
        let gradients = shapes.indices.map { i in
          WeightGradient(
            sum.pointer + places[i], dy: parts[i].dy, x: parts[i].x, inputs: shapes[i].0, outputs: shapes[i].1)
        }
        operations.linearBackwardWeights(gradients, rows: rows.count, groups: groups)
      }
    }
  }

  @Test("gradients of gains", arguments: instructionSets, groups)
  func gains(instructionSet: String, groups: Int) throws {
    for (rows, width) in [(8, 1), (48, 33), (8 * 130, 40)] {
      let (x, gain, d) = (randoms(rows * width, seed: 1), randoms(width, seed: 2), randoms(rows * width, seed: 3))
      let inverse = randoms(rows, seed: 4)
      let (xIn, dIn) = (GuardedFloats(x).pointer, GuardedFloats(d).pointer)
      try expectTree(instructionSet, rows: rows, groups: groups, count: width, "\(rows) × \(width)") {
        operations, rows, groups, sum in
        operations.rmsNormBackward(
          dx: GuardedFloats(unwritten: rows.count * width).pointer, dGain: sum.pointer,
          dOut: dIn + rows.lowerBound * width, x: xIn + rows.lowerBound * width, gain: gain,
          inverseRMS: Array(inverse[rows]), rows: rows.count, width: width, groups: groups, accumulate: false)
      }
    }
  }

  @Test("gradients of LayerNorm's gain and bias, and of biases", arguments: instructionSets, groups)
  func layerNorms(instructionSet: String, groups: Int) throws {
    for (rows, width) in [(8, 5), (64, 33), (8 * 300, 17)] {
      let (x, d) = (
        GuardedFloats(randoms(rows * width, seed: 1)).pointer, GuardedFloats(randoms(rows * width, seed: 2)).pointer
      )
      let (gain, inverse) = (randoms(width, seed: 3), randoms(rows, seed: 4))
      try expectTree(instructionSet, rows: rows, groups: groups, count: 2 * width, "\(rows) × \(width)") {
        operations, rows, groups, sum in
        operations.layerNormBackward(
          dx: GuardedFloats(unwritten: rows.count * width).pointer, dGain: sum.pointer, dBias: sum.pointer + width,
          dOut: d + rows.lowerBound * width, x: x + rows.lowerBound * width, gain: gain,
          inverseDeviation: Array(inverse[rows]), rows: rows.count, width: width, groups: groups, accumulate: false)
      }
      try expectTree(instructionSet, rows: rows, groups: groups, count: width, "sum of \(rows) × \(width)") {
        operations, rows, groups, sum in
        operations.addRowSums(
          to: sum.pointer, x: d + rows.lowerBound * width, stride: width, rows: rows.count, width: width, groups: groups
        )
      }
    }
  }

  @Test("gradients of embeddings: ids in every group, in some, in one, and in none", arguments: instructionSets, groups)
  func embeddings(instructionSet: String, groups: Int) throws {
    for (rows, width, vocabulary) in [(8, 1, 3), (64, 33, 30), (8 * 40, 130, 7)] {
      let ids = randomIDs(rows, below: vocabulary, seed: 1)
      let d = GuardedFloats(randoms(rows * width, seed: 2)).pointer
      try expectTree(
        instructionSet, rows: rows, groups: groups, count: vocabulary * width, "\(rows) × \(width) of \(vocabulary)"
      ) { operations, rows, groups, sum in
        operations.embeddingBackward(
          dWeight: sum.pointer, dOut: d + rows.lowerBound * width, ids: Array(ids[rows]), rows: rows.count,
          width: width, vocabulary: vocabulary, groups: groups)
      }
    }
  }

  /// Chunks of several groups, and of parts of one.
  @Test("gradients of the output layer", arguments: instructionSets, groups)
  func outputLayer(instructionSet: String, groups: Int) throws {
    for (rows, width, vocabulary) in [(8, 5, 3), (40, 17, 70), (8 * 300, 9, 33), (8 * 33, 2, 140_000)] {
      let hidden = GuardedFloats(randoms(rows * width, seed: 1)).pointer
      let weight = GuardedFloats(randoms(vocabulary * width, seed: 2)).pointer
      let targets = randomIDs(rows, below: vocabulary, seed: 3)
      let (losses, dHidden) = (GuardedFloats(unwritten: rows), GuardedFloats(unwritten: rows * width))
      try expectTree(
        instructionSet, rows: rows, groups: groups, count: vocabulary * width, "\(rows) × \(width) of \(vocabulary)"
      ) { operations, rows, groups, sum in
        operations.crossEntropyForwardBackward(
          losses: losses.pointer + rows.lowerBound, dHidden: dHidden.pointer + rows.lowerBound * width,
          dWeight: sum.pointer, hidden: hidden + rows.lowerBound * width, weight: weight, targets: Array(targets[rows]),
          rows: rows.count, width: width, vocabulary: vocabulary, groups: groups, scale: 0.1)
      }
    }
  }

  @Test("sums of losses", arguments: groups)
  func losses(groups: Int) throws {
    let x = randoms(8 * 13, seed: 1)
    let found = try operations("portable").sum(x: x, count: x.count, groups: groups)
    let height = x.count / groups
    let tree = SlowOperations.treeSum(groups: 0..<groups) { group in
      [x[group * height..<(group + 1) * height].reduce(0) { $0 + Double($1) }]
    }
    #expect(found == tree[0])
  }

  @Test("pieces are whole groups, or parts of one, and make up the rows", arguments: [1, 2, 7, 12, 13, 24, 100, 1000])
  func pieces(most: Int) {
    for (rows, count) in [(96, 8), (96, 1), (8, 8), (13, 1)] {
      let groups = RowGroups(rows: rows, count: count)
      let pieces = Array(groups.pieces(ofAtMost: most))
      #expect(pieces.flatMap { Array($0.rows) } == Array(0..<rows))
      for piece in pieces {
        #expect(piece.rows.count <= most && piece.rows.count <= pieces[0].rows.count)
        #expect(piece.begins == piece.rows.lowerBound.isMultiple(of: groups.height))
        #expect(piece.ends == piece.rows.upperBound.isMultiple(of: groups.height))
        #expect(piece.firstGroup == piece.rows.lowerBound / groups.height && piece.firstGroup % piece.groups == 0)
        #expect(piece.groups == 1 || piece.rows.count == piece.groups * groups.height)
      }
      let sizes = Set(pieces.map(\.rows.count))
      #expect(Set(groups.pieces(ofAtMost: most).distinct.map(\.rows.count)) == sizes)
    }
  }
}
