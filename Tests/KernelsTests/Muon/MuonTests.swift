import Reference
import Testing

@testable import Kernels

@Suite("Muon", .serialized)
struct MuonTests {
  private static let shapes = [(24, 24), (24, 24), (60, 24), (1, 7), (24, 60), (33, 1)]

  /// Buffers of some matrices, one after another.
  private struct Buffers {
    let parameters, momentum: [GuardedFloats]

    init(_ shapes: [(rows: Int, columns: Int)]) {
      parameters = shapes.enumerated().map { GuardedFloats(randoms($1.rows * $1.columns, seed: UInt64($0))) }
      momentum = shapes.map { GuardedFloats([Float](repeating: 0, count: $0.rows * $0.columns)) }
    }

    func matrices(_ gradients: [GuardedFloats], _ shapes: [(rows: Int, columns: Int)]) -> [MuonMatrix] {
      shapes.indices.map { i in
        MuonMatrix(
          parameters: parameters[i].pointer, gradients: UnsafePointer(gradients[i].pointer),
          momentum: momentum[i].pointer, rows: shapes[i].rows, columns: shapes[i].columns, stepSize: 0.02)
      }
    }
  }

  private func gradients(step: Int) -> [GuardedFloats] {
    Self.shapes.enumerated().map { GuardedFloats(randoms($1.0 * $1.1, seed: UInt64(100 * step + $0))) }
  }

  @Test("over several steps", arguments: instructionSets, [false, true])
  func severalSteps(instructionSet: String, isCautious: Bool) throws {
    let operations = try operations(instructionSet)
    let buffers = Buffers(Self.shapes)
    var slow = zip(Self.shapes, buffers.parameters).map {
      MuonState(parameters: $1.values.doubles, rows: $0.0, columns: $0.1)
    }
    for step in 1...4 {
      let gradients = gradients(step: step)
      operations.muon(
        buffers.matrices(gradients, Self.shapes), momentum: 0.95, keep: 1 - 0.1 * 0.3, isCautious: isCautious,
        gradientScale: 0.5)
      for i in slow.indices {
        SlowOperations.muon(
          &slow[i], gradients: gradients[i].values.doubles.map { 0.5 * $0 }, momentum: 0.95, learningRate: 0.1,
          stepSize: 0.02, weightDecay: 0.3, isCautious: isCautious)
      }
    }
    for i in slow.indices {
      expectClose(buffers.parameters[i].values, slow[i].parameters, "parameters of \(Self.shapes[i])", within: 2e-6)
      expectClose(buffers.momentum[i].values, slow[i].momentum, "momentum of \(Self.shapes[i])", within: 1e-6)
    }
  }

  /// Fewer threads than matrices, as many, and more: each thread some matrices, or all the same one.
  @Test("the same bits from any number of threads", arguments: instructionSets)
  func threads(instructionSet: String) throws {
    let shapes = Self.shapes + [(200, 130), (130, 200)]
    let gradients = shapes.enumerated().map { GuardedFloats(randoms($1.0 * $1.1, seed: UInt64(50 + $0))) }
    var expected: [[UInt32]] = []
    for threads in [1, 2, 3, 7, 8, 11] {
      let buffers = Buffers(shapes)
      try operations(instructionSet, threads: threads).muon(
        buffers.matrices(gradients, shapes), momentum: 0.9, keep: 0.99, isCautious: false, gradientScale: 1)
      let bits = (buffers.parameters + buffers.momentum).map(\.values.bits)
      if threads == 1 { expected = bits }
      #expect(bits == expected, "\(threads) threads")
    }
  }

  /// On one thread exactly what it borrows, on several at least that.
  @Test("the estimate of its workspace", arguments: instructionSets, [1, 2, 3, 11])
  func workspace(instructionSet: String, threads: Int) throws {
    let shapes = [(70, 70), (40, 4000), (300, 70), (70, 70), (300, 70), (70, 300)]
    let gradients = shapes.map { GuardedFloats([Float](repeating: 1, count: $0.0 * $0.1)) }
    let operations = try operations(instructionSet, threads: threads)
    let matrices = Buffers(shapes).matrices(gradients, shapes)
    let estimate = try WorkspaceEstimate(threads: threads, instructionSet: instructionSet)
    estimate.muon(matrices, momentum: 0.95, keep: 1, isCautious: false, gradientScale: 1)
    for _ in 0..<2 { operations.muon(matrices, momentum: 0.95, keep: 1, isCautious: false, gradientScale: 1) }
    let taken = operations.workspaces.idleSizes
    if threads == 1 {
      #expect(taken.sorted() == estimate.sizes.sorted())
    } else {
      #expect(taken.reduce(0, +) <= estimate.sizes.reduce(0, +))
    }
  }
}
