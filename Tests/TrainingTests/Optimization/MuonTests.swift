import Kernels
import TestSupport
import Testing
import Transformer

@testable import Training

/// Muon and the rates of the others, against PyTorch step for step.
@Suite struct MuonGoldenTests {
  @Test(arguments: [0, 1])
  func muonFollowsPyTorchStepForStep(index: Int) throws {
    try follow(MuonGoldens.stored, MuonGoldens.stored.cases[index])
  }

  @Test(.enabled(if: PythonTool.has("torch"), "PyTorch is not installed, or LETTERPRESS_PYTHON does not name it"))
  func thePyTorchThatIsThereAgrees() throws {
    let goldens = try #require(try MuonGoldens.computed(width: 40, feedForward: 104))
    for golden in goldens.cases { try follow(goldens, golden) }
  }

  private func follow(_ goldens: MuonGoldens, _ golden: MuonGoldens.Case) throws {
    let settings = goldens.settings(golden)
    let model = try smallModel { $0 = goldens.configuration.value }
    let layout = model.layout
    let optimizer = OptimizerPlan(settings, layout).start()
    let gradients = Gradients(layout)
    try fill(model.parameters, layout, golden.parameters)
    for (index, step) in golden.steps.enumerated() {
      try fill(gradients.buffer, layout, step.gradients)
      optimizer.apply(
        gradients, to: model, step: index + 1, learningRate: settings.schedule.rate(at: index + 1), gradientScale: 1)
      for tensor in layout.tensors {
        let expected = try #require(step.parameters[tensor.name]).values
        let error = relativeError(model.values(of: tensor), expected)
        #expect(error < 2e-6, "\(golden.scale), step \(index + 1), \(tensor.name): \(error)")
      }
    }
    // PyTorch's own rounds to bfloat16 on the way: a hundredth of an update is not the same.
    for tensor in layout.tensors {
      let (start, other) = (try values(golden.parameters, tensor), try values(golden.bfloat16, tensor))
      let moved = relativeError(zip(model.values(of: tensor), start).map(-), zip(other, start).map(-))
      #expect(moved < 0.05, "\(golden.scale), \(tensor.name): \(moved)")
    }
  }

  private func values(_ stored: [String: StoredArray], _ tensor: ParameterTensor) throws -> [Float] {
    try #require(stored[tensor.name]).values
  }

  private func fill(_ buffer: FloatBuffer, _ layout: ParameterLayout, _ stored: [String: StoredArray]) throws {
    for tensor in layout.tensors {
      for (place, value) in zip(tensor.range, try values(stored, tensor)) { buffer.values[place] = value }
    }
  }
}

/// What the optimizers keep and how rates fall.
@Suite struct OptimizerPlanTests {
  private static let layout = ParameterLayout(smallConfiguration())

  private static func state(_ change: (inout TrainingSettings) -> Void) -> [OptimizerState] {
    OptimizerPlan(quickSettings(change), layout).start().state
  }

  @Test func matricesHaveAMomentumAndOthersTwoMoments() {
    let states = Self.state { $0.muon = MuonSettings() }
    #expect(states.map(\.prefix) == ["optim.momentum_buffer.", "optim.m.", "optim.v."])
    #expect(states[0].tensors.map(\.name) == Self.layout.tensors.filter { $0.role == .matrix }.map(\.name))
    #expect(states[1].tensors.map(\.name) == Self.layout.tensors.filter { $0.role != .matrix }.map(\.name))
    let kept = states.reduce(0) { $0 + $1.values.count }
    let (matrices, others) = (2 * (4 * 16 * 16 + 3 * 24 * 16), 2 * 40 * 16 + 5 * 16)
    #expect(kept == matrices + 2 * others)
    #expect(OptimizerPlan(quickSettings { $0.muon = MuonSettings() }, Self.layout).buffers.reduce(0, +) == kept)
  }

  @Test func withoutMuonAllHaveMomentsWhereTheyAre() {
    let states = Self.state { _ in }
    #expect(states.map(\.prefix) == ["optim.m.", "optim.v."])
    #expect(states.allSatisfy { $0.tensors == Self.layout.tensors && $0.values.count == Self.layout.count })
  }

  /// A rate of 0 leaves a role's parameters as they are; the others move.
  @Test(arguments: [ParameterTensor.Role.embedding, .head, .vector], [false, true])
  func eachRoleHasItsRate(role: ParameterTensor.Role, isMuon: Bool) throws {
    let settings = quickSettings {
      $0.muon = isMuon ? MuonSettings() : nil
      switch role {
      case .embedding: $0.rates.embedding = 0
      case .head: $0.rates.head = 0
      default: $0.rates.vectors = 0
      }
    }
    let (model, start) = (try smallModel(), try smallModel())
    _ = try Trainer(model: model, settings: settings, data: someTokens(500)).takeSteps(2)
    for tensor in model.layout.tensors {
      let isMoved = !model.values(of: tensor).elementsEqual(start.values(of: tensor))
      #expect(isMoved == (tensor.role != role), "\(tensor.name)")
    }
  }

  /// A rate of a role's own that is the schedule's moves parameters as the schedule's does.
  @Test func theSchedulesRateByItselfIsTheSame() throws {
    func trained(_ rates: RoleRates) throws -> LanguageModel {
      let model = try smallModel()
      let settings = quickSettings { $0.rates = rates }
      _ = try Trainer(model: model, settings: settings, data: someTokens(500)).takeSteps(7)
      return model
    }
    let (all, apart) = (try trained(RoleRates()), try trained(RoleRates(embedding: 1e-2, head: 1e-2, vectors: 1e-2)))
    #expect(relativeError(apart.parameters.values, all.parameters.values.map { $0 }) < 1e-5)
  }

  @Test func theMomentumWarmsUp() {
    var settings = MuonSettings()
    #expect(settings.momentum(at: 1) == 0.95)
    settings.momentumWarmupSteps = 10
    let found = [1, 2, 6, 10, 11, 500].map { settings.momentum(at: $0) }
    for (found, expected) in zip(found, [0.85, 0.86, 0.9, 0.94, 0.95, 0.95]) { #expect(abs(found - expected) < 1e-12) }
    settings.momentum = 0.5
    #expect(settings.momentum(at: 1) == 0.5 && settings.momentum(at: 5) == 0.5)
  }

  @Test func ratesAreScaledByTheShape() {
    typealias Scale = MuonSettings.Scale
    #expect(Scale.original.factor(rows: 4, columns: 1) == 2)
    #expect(Scale.original.factor(rows: 1, columns: 4) == 1)
    #expect(Scale.matchRMSAdamW.factor(rows: 25, columns: 4) == 1)
    #expect(Scale.matchRMSAdamW.factor(rows: 4, columns: 25) == 1)
  }

  /// The plan counts what an optimizer keeps and what a step borrows.
  @Test func thePlanOfMemoryCountsMuon() throws {
    let model = ModelPreset.tinystories.configuration
    let layout = ParameterLayout(model)
    var settings = TrainingSettings()
    let plain = try settings.memory(of: model, threads: 2)
    #expect(plain.fixed["optimizer"] == 2 * Double(FloatBuffer.bytes(count: layout.count)))
    settings.muon = MuonSettings()
    let muon = try settings.memory(of: model, threads: 2)
    let matrices = layout.tensors.filter { $0.role == .matrix }.reduce(0) { $0 + $1.count }
    let saved = plain.fixed["optimizer"] - muon.fixed["optimizer"]
    // Buffers are whole huge pages.
    #expect(abs(saved - 4 * Double(matrices)) < 8 * Double(2 << 20))
    let borrowed = [plain, muon].map { $0.fixed(sequences: 1)["working memory of operations"] }
    #expect(borrowed[1] > borrowed[0])
  }
}
