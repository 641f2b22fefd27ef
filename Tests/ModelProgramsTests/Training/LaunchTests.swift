import ModelPrograms
import Reference
import TestSupport
import Testing
import Training
import Transformer

/// However the same windows are divided into launches, batches and replicas, the same training comes out.
@Suite struct LaunchTests {
  @Test func stepsPerLaunch() throws { try compareLaunches(on: Interpreter()) }
  @Test func accumulation() throws { try compareAccumulation(on: Interpreter()) }
  @Test(arguments: [2, 4]) func replicas(_ count: Int) throws { try compareReplicas(count, on: Interpreter()) }
  @Test(arguments: Ablation.all) func chunks(ablation: Ablation) throws {
    try compare(ablation.configuration, on: Interpreter(), steps: 8, tolerance: 1e-5) {
      $0.logitsAtOnce = 4 * $0.configuration.vocabulary
    }
  }

  @Test func numberOfChunks() throws {
    var settings = TrainingProgram(
      Ablation.standard.configuration, shape: BatchShape(batch: 2, positions: 6), settings: quickSettings())
    func loops(_ logits: Int) throws -> Int {
      settings.logitsAtOnce = logits
      return try settings.build().program.text.split(separator: "\"stablehlo.while\"").count - 1
    }
    #expect(try loops(12 * 24) == 0)
    #expect(try loops(12 * 24 - 1) == 1)
    // Even where less than a row is asked for.
    #expect(try loops(1) == 1)
  }

  @Test(arguments: [1, 2]) func stops(_ replicas: Int) throws { try checkStops(replicas, on: Interpreter()) }
  @Test func aStepThatDivergesChangesNothing() throws { try checkDivergence(on: Interpreter()) }

  @Test func tokensOf32Bits() throws {
    var configuration = Ablation.standard.configuration
    (configuration.vocabulary, configuration.layers) = (65_537, 1)
    let shape = BatchShape(batch: 1, positions: 2)
    let program = try TrainingProgram(configuration, shape: shape, settings: quickSettings()).build()
    #expect(program.inputs.first { $0.name == "windows" }?.type.description == "tensor<1x1x1x3xui32>")
    configuration.vocabulary = 65_536
    let short = try TrainingProgram(configuration, shape: shape, settings: quickSettings()).build()
    #expect(short.inputs.first { $0.name == "windows" }?.type.description == "tensor<1x1x1x3xui16>")
  }

  @Test func impossibleRequests() throws {
    let configuration = Ablation.standard.configuration
    let long = BatchShape(batch: 1, positions: configuration.contextLength + 1)
    #expect(throws: ModelError.self) {
      try TrainingProgram(configuration, shape: long, settings: quickSettings()).build()
    }
    #expect(throws: ModelError.self) { try EvaluationProgram(configuration, shape: long).build() }
    var odd = configuration
    odd.heads = 3
    let shape = BatchShape(batch: 1, positions: 2)
    #expect(throws: ModelError.self) { try TrainingProgram(odd, shape: shape, settings: quickSettings()).build() }
    var request = TrainingProgram(configuration, shape: shape, settings: quickSettings())
    for change: (inout TrainingProgram) -> Void in [
      { $0.replicas = 0 }, { $0.accumulation = 0 }, { $0.stepsPerLaunch = 0 },
      { $0.shape = BatchShape(batch: 0, positions: 2) },
    ] {
      var wrong = request
      change(&wrong)
      #expect(throws: (any Error).self) { try wrong.build() }
    }
    request.stepsPerLaunch = 3
    #expect(try request.build().outputs.suffix(3).map(\.name) == ["losses", "norms", "taken"])
  }
}

/// Windows for launches of the usual configuration.
private func windows(_ count: Int) -> [[UInt32]] {
  someWindows(count, positions: Ablation.standard.configuration.contextLength, vocabulary: 24)
}

/// Holds two states against each other: the largest difference.
private func difference(_ a: [SlowTensor], _ b: [SlowTensor]) -> Float {
  zip(a, b).flatMap { zip($0.floats, $1.floats).map { abs($0 - $1) } }.max() ?? 1
}

/// K steps in one launch are K launches, to the bit: the same operations in the same order.
func compareLaunches(on runner: any ProgramRunner, settings: TrainingSettings = quickSettings()) throws {
  let model = try cpuModel(Ablation.standard.configuration)
  var single = try ProgramTraining(model, settings, on: runner)
  var several = try ProgramTraining(model, settings, on: runner) { $0.stepsPerLaunch = 3 }
  let windows = windows(6 * 2)
  var reports: [ProgramTraining.Report] = []
  for step in 0..<6 { reports.append(try single.launch(Array(windows[2 * step..<2 * step + 2]))) }
  for launch in 0..<2 {
    let report = try several.launch(Array(windows[6 * launch..<6 * launch + 6]))
    for step in 0..<3 {
      #expect(abs(report.losses[step] - reports[3 * launch + step].losses[0]) < 1e-6)
      #expect(abs(report.norms[step] - reports[3 * launch + step].norms[0]) < 1e-5)
    }
    #expect(report.taken == 3)
  }
  #expect(difference(single.state, several.state) < 1e-5)
}

/// Two batches of two are one of four; the CPU engine says the same.
func compareAccumulation(on runner: any ProgramRunner) throws {
  let configuration = Ablation.standard.configuration
  try compare(configuration, on: runner, steps: 8, tolerance: 1e-5, settings: quickSettings { $0.accumulation = 3 }) {
    $0.logitsAtOnce = 6 * 24
  }
  var large = try ProgramTraining(cpuModel(configuration), quickSettings { $0.batchSize = 4 }, on: runner)
  var small = try ProgramTraining(cpuModel(configuration), quickSettings { $0.accumulation = 2 }, on: runner)
  for step in 0..<4 {
    let windows = Array(windows(16)[4 * step..<4 * step + 4])
    let (a, b) = (try large.launch(windows), try small.launch(windows))
    #expect(abs(a.losses[0] - b.losses[0]) < 1e-6 && abs(a.norms[0] - b.norms[0]) < 1e-5)
  }
}

/// Replicas with a share of each batch's windows are one with all.
func compareReplicas(_ count: Int, on runner: any ProgramRunner) throws {
  let configuration = Ablation.standard.configuration
  var whole = try ProgramTraining(cpuModel(configuration), quickSettings { $0.batchSize = 4 }, on: runner)
  var shared = try ProgramTraining(cpuModel(configuration), quickSettings { $0.batchSize = 4 }, on: runner) {
    $0.shape = BatchShape(batch: 4 / count, positions: configuration.contextLength)
    $0.replicas = count
  }
  for step in 0..<8 {
    let windows = Array(windows(32)[4 * step..<4 * step + 4])
    let (a, b) = (try whole.launch(windows), try shared.launch(windows))
    #expect(abs(a.losses[0] - b.losses[0]) < 1e-6, "step \(step + 1)")
    #expect(abs(a.norms[0] - b.norms[0]) < 1e-5, "step \(step + 1)")
  }
}

/// That a replica wants to stop is known to all, and changes nothing else.
func checkStops(_ count: Int, on runner: any ProgramRunner) throws {
  let configuration = Ablation.standard.configuration
  let model = try cpuModel(configuration)
  var request = TrainingProgram(
    configuration, shape: BatchShape(batch: 2, positions: configuration.contextLength), settings: quickSettings())
  (request.replicas, request.stepsPerLaunch) = (count, 2)
  let plain = try request.build()
  request.agreesOnStops = true
  let program = try request.build()
  #expect(program.inputs.dropLast() == plain.inputs[...] && program.outputs.dropLast() == plain.outputs[...])
  let scalars = SlowTensor([2, StepScalars.count], [Float](repeating: 0.5, count: 2 * StepScalars.count))
  let arguments = (0..<count).map { replica in
    plain.startingState(model) + [plain.windows(Array(windows(8)[4 * replica..<4 * replica + 4])), scalars]
  }
  let expected = try runner.run(plain, replicas: arguments)
  for wishes in [[Float](repeating: 0, count: count), (0..<count).map { $0 == count - 1 ? 1 : 0 }] {
    let found = try runner.run(program, replicas: zip(arguments, wishes).map { $0 + [SlowTensor([1], [$1])] })
    for replica in 0..<count {
      #expect(found[replica].last?.floats == [wishes.reduce(0, +)])
      #expect(Array(found[replica].dropLast()) == expected[replica])
    }
  }
}

/// An infinity in a weight: the step reports it and leaves parameters and moments as they were, and so do those after it.
func checkDivergence(on runner: any ProgramRunner, settings: TrainingSettings = quickSettings()) throws {
  let configuration = Ablation.standard.configuration
  var training = try ProgramTraining(cpuModel(configuration), settings, on: runner) { $0.stepsPerLaunch = 3 }
  let place = try #require(training.program.input("layers.1.ffn.w2.weight"))
  training.state[place].values[5] = .infinity
  let before = training.state
  let report = try training.launch(windows(6))
  #expect(!report.losses[0].isFinite || !report.norms[0].isFinite)
  #expect(report.losses[1...] == [0, 0] && report.norms[1...] == [0, 0])
  #expect(report.taken == 0 && training.state == before)
  // A good launch afterwards changes it.
  training.state[place].values[5] = 0
  #expect(try training.launch(windows(6)).taken == 3)
  #expect(training.state != before)
}
