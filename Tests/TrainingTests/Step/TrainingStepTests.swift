import Kernels
import TestSupport
import Testing
import Transformer

@testable import Training

/// Steps that compute nothing and write down what they were asked for: any engine may stand behind a trainer.
private final class RecordingStep: TrainingStep {
  let model: LanguageModel
  let stepsPerLaunch: Int
  /// How many steps are prepared before they are asked for.
  let ahead: Int
  var taken: [(number: Int, rate: Double, inputs: [UInt32])] = []
  var loss: (Int) -> Double = { _ in 1 }
  private var prepared: [[UInt32]] = []

  init(_ model: LanguageModel, stepsPerLaunch: Int = 1, ahead: Int = 0) {
    (self.model, self.stepsPerLaunch, self.ahead) = (model, stepsPerLaunch, ahead)
  }

  var vocabulary: Int { 40 }
  var configuration: ModelConfiguration { model.configuration }
  func currentModel() -> LanguageModel { model }
  func dropPrepared() { prepared = [] }

  func take(
    _ steps: ArraySlice<PlannedStep>, batches: Int, tokens: Int, later: Int, next: (inout TokenBatch) throws -> Void
  ) throws -> [StepResult] {
    #expect(steps.count <= stepsPerLaunch)
    while prepared.count < steps.count + min(ahead, later) {
      var batch = TokenBatch(capacity: BatchShape(batch: 4, positions: 16))
      var inputs: [UInt32] = []
      for _ in 0..<batches {
        try next(&batch)
        inputs += batch.inputs
      }
      prepared.append(inputs)
    }
    var results: [StepResult] = []
    for step in steps where results.last?.isFinite ?? true {
      taken.append((step.number, step.learningRate, prepared.removeFirst()))
      results.append(StepResult(totalLoss: loss(step.number) * Double(tokens), gradientNorm: 2, asked: tokens))
    }
    return results
  }

  func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape
  ) throws -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: model.parameters.pointer, count: shape.rows)
  }

  func exportTensors() -> [StateTensor] { [StateTensor(name: "device.state", shape: [1], values: .integers([7]))] }
  func restoreTensors(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {}
  func sumOfSquaresOfParameters() -> Double { 0 }
}

@Suite struct TrainingStepTests {
  private func trainer(_ step: RecordingStep) throws -> Trainer {
    try Trainer(settings: quickSettings { $0.accumulation = 3 }, data: someTokens(500), contextLength: 16) { shape in
      #expect(shape == BatchShape(batch: 4, positions: 16))
      return step
    }
  }

  /// The windows of so many steps from the first.
  private func windows(_ steps: Int, _ settings: TrainingSettings) -> [UInt32] {
    var sampler = WindowSampler(seed: settings.seed)
    let data = someTokens(500).tokens
    return (0..<steps * 3 * 4).flatMap { _ -> [UInt32] in
      let start = sampler.nextStart(tokenCount: 500, positions: 16)
      return Array(data[start..<start + 16])
    }
  }

  /// What the engine gets is what the CPU's gets: numbers, rates and windows are the trainer's, however many steps it takes
  /// at once and however many it prepares.
  @Test(arguments: [(1, 0), (1, 2), (2, 0), (4, 0), (4, 3), (3, 100)])
  func anyEngineGetsTheSameSteps(stepsPerLaunch: Int, ahead: Int) throws {
    let step = RecordingStep(try smallModel(), stepsPerLaunch: stepsPerLaunch, ahead: ahead)
    let trainer = try trainer(step)
    var reports: [StepReport] = []
    while trainer.step < 7 { reports += try trainer.takeSteps(atMost: 7 - trainer.step, until: 7) }
    #expect(step.taken.map(\.number) == Array(1...7) && reports.map(\.step) == Array(1...7))
    #expect(step.taken.map(\.rate) == (1...7).map(trainer.settings.schedule.rate))
    #expect(reports.allSatisfy { $0.loss == 1 && $0.gradientNorm == 2 })
    #expect(step.taken.flatMap(\.inputs) == windows(7, trainer.settings))
    #expect(trainer.tokensSeen == 7 * trainer.tokensPerStep)
  }

  @Test func aStepThatDivergesLeavesTheTrainerAsItWas() throws {
    let step = RecordingStep(try smallModel())
    let trainer = try trainer(step)
    _ = try trainer.takeStep()
    step.loss = { _ in .nan }
    let before = trainer.sampler
    #expect(throws: TrainingError.self) { try trainer.takeStep() }
    #expect(trainer.step == 1 && trainer.sampler == before)
    // The next try draws the same windows.
    step.loss = { _ in 1 }
    _ = try trainer.takeStep()
    #expect(Array(step.taken.suffix(1).flatMap(\.inputs)) == Array(windows(2, trainer.settings).suffix(3 * 4 * 16)))
  }

  /// The steps before it are reported first.
  @Test func inTheMiddleOfALaunchTheStepsBeforeCount() throws {
    let step = RecordingStep(try smallModel(), stepsPerLaunch: 4, ahead: 2)
    let trainer = try trainer(step)
    step.loss = { $0 == 3 ? .infinity : 1 }
    #expect(try trainer.takeSteps(atMost: 4, until: 9).map(\.step) == [1, 2])
    #expect(trainer.step == 2)
    #expect(throws: TrainingError.diverged(step: 3, loss: .infinity, gradientNorm: 2)) {
      try trainer.takeSteps(atMost: 4, until: 9)
    }
    step.loss = { _ in 1 }
    #expect(try trainer.takeSteps(atMost: 4, until: 9).map(\.step) == [3, 4, 5, 6])
    #expect(step.taken.suffix(4).flatMap(\.inputs) == Array(windows(6, trainer.settings).suffix(4 * 3 * 4 * 16)))
  }

  /// A source that cannot be read any more loses no step that was asked for.
  @Test func whatThrowsLeavesTheTrainerAsItWas() throws {
    struct Unreadable: Error {}
    final class Source: TokenSource {
      var isReadable = true
      let tokens = someTokens(500)
      var tokenCount: Int { tokens.tokenCount }
      func copyTokens(at position: Int, count: Int, into place: UnsafeMutablePointer<UInt32>) throws {
        guard isReadable else { throw Unreadable() }
        try tokens.copyTokens(at: position, count: count, into: place)
      }
    }
    let (source, step) = (Source(), RecordingStep(try smallModel()))
    let trainer = try Trainer(settings: quickSettings { $0.accumulation = 3 }, data: source, contextLength: 16) { _ in
      step
    }
    _ = try trainer.takeStep()
    source.isReadable = false
    #expect(throws: Unreadable.self) { try trainer.takeStep() }
    source.isReadable = true
    _ = try trainer.takeStep()
    #expect(step.taken.flatMap(\.inputs) == windows(2, trainer.settings))
  }

  @Test func theStateIsTheEnginesAndTheTrainers() throws {
    let trainer = try trainer(RecordingStep(try smallModel()))
    #expect(try trainer.exportState().map(\.name) == ["device.state", "step", "rng.state", "data.cursor"])
  }

  /// One flat buffer; its buckets are all of it, once.
  @Test func bucketsMakeUpTheGradients() throws {
    let gradients = Gradients(try smallModel().layout)
    #expect(gradients.buckets.first?.lowerBound == 0 && gradients.buckets.last?.upperBound == gradients.buffer.count)
    #expect(zip(gradients.buckets, gradients.buckets.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
  }
}
