import Randomness
import Reference
import StableHLO
import TestSupport
import Testing
import Training
import Transformer

@testable import ModelPrograms

/// Settings in which every part of Muon counts.
let muonSettings = quickSettings {
  $0.muon = MuonSettings()
  $0.muon?.momentumWarmupSteps = 6
  $0.muon?.scale = .matchRMSAdamW
  $0.optimizer.isCautious = true
  $0.rates = RoleRates(embedding: 3e-2, head: 2e-3, vectors: 5e-3)
}

@Suite struct MuonProgramTests {
  /// Wide, tall and square matrices, some of the same sides, one of zeros: each comes back to its place.
  @Test func everyMatrixIsOrthogonalisedByItself() throws {
    let shapes = [[3, 5], [4, 4], [5, 3], [1, 7], [4, 4], [3, 5], [6, 2]]
    var random = RandomSource(seed: 5)
    let inputs = shapes.enumerated().map { index, shape in
      // Exact in float32.
      let floats = (0..<shape[0] * shape[1]).map { _ in index == 4 ? 0 : Float(random.below(2001)) / 1000 - 1 }
      return SlowTensor(shape, floats)
    }
    let graph = Graph()
    let arguments = try shapes.map { try graph.argument(TensorType($0, .f32)) }
    let results = try NewtonSchulzGraph(element: .f32).orthogonalized(arguments)
    let program = try Program(name: "orthogonalized", graph: graph, results: results)
    let found = try GraphInterpreter().run(program, replicas: [inputs])[0]
    for (index, shape) in shapes.enumerated() {
      let expected = SlowOperations.orthogonalized(inputs[index].values, rows: shape[0], columns: shape[1])
      let difference = zip(found[index].values, expected).map { abs($0 - $1) }.max() ?? 1
      #expect(difference < 1e-4, "\(shape)")
    }
  }

  @Test("losses, norms and parameters of a series of steps", arguments: Ablation.all)
  func series(of ablation: Ablation) throws {
    try compare(ablation.configuration, on: Interpreter(), steps: 16, tolerance: 1e-4, settings: muonSettings)
  }

  @Test func inBfloat16() throws {
    try compare(
      Ablation.standard.configuration, on: Interpreter(), steps: 12, tolerance: 5e-2, settings: muonSettings
    ) { $0.precision = .bf16 }
  }

  /// A matrix has a momentum and no second moment, and what is said of the state is what the program takes.
  @Test func theState() throws {
    let shape = BatchShape(batch: 2, positions: 6)
    let request = TrainingProgram(Ablation.standard.configuration, shape: shape, settings: muonSettings)
    let program = try request.build()
    let matrix = "layers.1.attn.qkv_proj.weight"
    #expect(program.input("optim.momentum_buffer." + matrix) != nil)
    #expect(program.input("optim.m." + matrix) == nil && program.input("optim.v." + matrix) == nil)
    for name in ["token_embeddings.weight", "lm_head.weight", "layers.1.ln2.weight"] {
      #expect(program.input("optim.m." + name) != nil && program.input("optim.v." + name) != nil)
    }
    let state = program.inputs.prefix(program.program.donations.count)
    #expect(request.stateFloats == state.reduce(0) { $0 + $1.type.count })
    #expect(program.outputs.prefix(state.count).map(\.name) == state.map(\.name))
    #expect(try request.build().program.text == program.program.text)
  }

  @Test func scalars() {
    let settings = quickSettings {
      $0.muon = MuonSettings()
      $0.schedule.maximum = 0.5
      $0.rates.head = 0.25
      $0.optimizer.beta1 = 0.75
    }
    let values = StepScalars.values(step: 1, learningRate: 0.1, settings: settings)
    // matrix, embedding, head, vector: at a fifth of the schedule's largest.
    #expect(values.count == StepScalars.count && values[..<4] == [0.1, 0.4, 0.2, 0.4])
    #expect(values[4..<8] == [0.99, 0.99, 0.995, 0.99])
    #expect(abs(values[9] - 0.05) < 1e-7)
  }

  @Test func launches() throws { try compareLaunches(on: Interpreter(), settings: muonSettings) }
  @Test func divergence() throws { try checkDivergence(on: Interpreter(), settings: muonSettings) }
}
