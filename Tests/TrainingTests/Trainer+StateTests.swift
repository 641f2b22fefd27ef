import TestSupport
import Testing
import Transformer

@testable import Training

@Suite struct TrainerStateTests {
  /// What a file would hold.
  private struct Saved {
    var floats: [String: (shape: [Int], values: [Float])] = [:]
    var integers: [String: [Int64]] = [:]

    init(_ trainer: Trainer) throws {
      for tensor in try trainer.exportState() {
        switch tensor.values {
        case .floats(let values): floats[tensor.name] = (tensor.shape, Array(values))
        case .integers(let values): integers[tensor.name] = values
        }
      }
    }

    func restore(_ trainer: Trainer) throws {
      try trainer.restore(
        floats: { name, shape, values in
          let stored = try #require(floats[name])
          #expect(stored.shape == shape)
          _ = values.initialize(from: stored.values)
        },
        integers: { name, count in
          let stored = try #require(integers[name])
          #expect(stored.count == count)
          return stored
        })
    }
  }

  private static func trainer(seed: UInt64 = 1, isMuon: Bool = false) throws -> Trainer {
    let settings = quickSettings {
      $0.accumulation = 2
      if isMuon { ($0.muon, $0.rates.head, $0.optimizer.isCautious) = (MuonSettings(), 3e-3, true) }
    }
    return try Trainer(model: try smallModel(seed: seed), settings: settings, data: someTokens(500))
  }

  @Test(arguments: [false, true])
  func resumingContinuesToTheBit(isMuon: Bool) throws {
    let whole = try Self.trainer(isMuon: isMuon)
    let expected = try whole.takeSteps(20)

    let first = try Self.trainer(isMuon: isMuon)
    let before = try first.takeSteps(10)
    let saved = try Saved(first)
    _ = try first.takeSteps(3)  // what is lost with the killed process

    let second = try Self.trainer(seed: 99, isMuon: isMuon)
    try saved.restore(second)
    #expect(second.step == 10)
    #expect(before + (try second.takeSteps(10)) == expected)
    #expect(try second.currentModel().parameters.values.elementsEqual(whole.currentModel().parameters.values))
    #expect(second.tokensSeen == whole.tokensSeen)
  }

  @Test func windowsThatBeginAtDocumentsGoOnToTheBit() throws {
    func trainer() throws -> Trainer {
      try Trainer(
        model: try smallModel(), settings: quickSettings { $0.alignment = .documents },
        data: SomeDocuments(lengths: (0..<60).map { 1 + $0 * 5 % 37 }))
    }
    let whole = try trainer()
    let expected = try whole.takeSteps(8)
    let first = try trainer()
    let before = try first.takeSteps(3)
    let saved = try Saved(first)
    let second = try trainer()
    try saved.restore(second)
    #expect(before + (try second.takeSteps(5)) == expected)
    #expect(try second.currentModel().parameters.values.elementsEqual(whole.currentModel().parameters.values))
  }

  @Test func ofMuonMatricesHaveAMomentumOnly() throws {
    let trainer = try Self.trainer(isMuon: true)
    let layout = try trainer.currentModel().layout
    let expected = layout.tensors.flatMap { tensor in
      [tensor.name]
        + (tensor.role == .matrix ? ["optim.momentum_buffer."] : ["optim.m.", "optim.v."]).map { $0 + tensor.name }
    }
    #expect(try trainer.exportState().map(\.name) == expected + ["step", "rng.state", "data.cursor"])
  }

  @Test func everythingHasItsName() throws {
    let trainer = try Self.trainer()
    _ = try trainer.takeSteps(2)
    let names = try trainer.exportState().map(\.name)
    let parameters = try trainer.currentModel().layout.tensors.map(\.name)
    #expect(
      Set(names)
        == Set(parameters + parameters.map { "optim.m." + $0 } + parameters.map { "optim.v." + $0 })
        .union(["step", "rng.state", "data.cursor"]))
    #expect(names.count == Set(names).count)
    let saved = try Saved(trainer)
    #expect(saved.integers["step"] == [2])
    #expect(saved.integers["data.cursor"] == [2 * 128])
    #expect(saved.integers["rng.state"]?.count == 4)
  }

  @Test func anImpossibleStateIsRefused() throws {
    var saved = try Saved(try Self.trainer())
    saved.integers["rng.state"] = [0, 0, 0, 0]
    #expect(
      throws: TrainingError.damagedState(what: "rng.state is not a state of the generator (expected four words)")
    ) { try saved.restore(try Self.trainer()) }
    saved = try Saved(try Self.trainer())
    saved.integers["step"] = [.max]
    #expect(
      throws: TrainingError.damagedState(what: "step is 9223372036854775807 (expected at most 1000000000)")
    ) { try saved.restore(try Self.trainer()) }
    saved.integers["step"] = [3]
    saved.integers["data.cursor"] = [.max]
    #expect(
      throws: TrainingError.damagedState(
        what: "data.cursor is 9223372036854775807 (expected 384, 3 steps of 128 tokens)")
    ) { try saved.restore(try Self.trainer()) }
    saved.integers["step"] = [-1]
    #expect(throws: TrainingError.damagedState(what: "step is [-1] (expected one number, 0 or above)")) {
      try saved.restore(try Self.trainer())
    }
  }
}
