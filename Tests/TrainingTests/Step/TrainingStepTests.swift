import Kernels
import TestSupport
import Testing
import Transformer

@testable import Training

/// A step that computes nothing and writes down what it was asked for: any engine may stand behind a trainer.
private final class RecordingStep: TrainingStep {
  let model: LanguageModel
  var taken: [(number: Int, batches: Int, rate: Double, inputs: [UInt32])] = []
  var loss = 1.0

  init(_ model: LanguageModel) { self.model = model }

  var vocabulary: Int { 40 }

  func take(
    _ number: Int, batches: Int, tokens: Int, learningRate: Double, next: (inout TokenBatch) throws -> Void
  ) throws -> StepResult {
    var batch = TokenBatch(capacity: BatchShape(batch: 4, positions: 16))
    var inputs: [UInt32] = []
    for _ in 0..<batches {
      try next(&batch)
      inputs += batch.inputs
    }
    taken.append((number, batches, learningRate, inputs))
    return StepResult(totalLoss: loss * Double(tokens), gradientNorm: 2)
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

  /// What the engine gets is what the CPU's gets: numbers, rates and windows are the trainer's.
  @Test func anyEngineGetsTheSameSteps() throws {
    let step = RecordingStep(try smallModel())
    let trainer = try trainer(step)
    let reports = try trainer.takeSteps(3)
    #expect(step.taken.map(\.number) == [1, 2, 3] && step.taken.allSatisfy { $0.batches == 3 })
    #expect(step.taken.map(\.rate) == (1...3).map(trainer.settings.schedule.rate))
    #expect(reports.map(\.loss) == [1, 1, 1] && reports.map(\.gradientNorm) == [2, 2, 2])
    var sampler = WindowSampler(seed: trainer.settings.seed)
    let data = someTokens(500).tokens
    let expected = (0..<9 * 4).flatMap { _ -> [UInt32] in
      let start = sampler.nextStart(tokenCount: 500, positions: 16)
      return Array(data[start..<start + 16])
    }
    #expect(step.taken.flatMap(\.inputs) == expected)
  }

  @Test func aStepThatDivergesLeavesTheTrainerAsItWas() throws {
    let step = RecordingStep(try smallModel())
    let trainer = try trainer(step)
    _ = try trainer.takeStep()
    step.loss = .nan
    let before = trainer.sampler
    #expect(throws: TrainingError.self) { try trainer.takeStep() }
    #expect(trainer.step == 1 && trainer.sampler == before)
  }

  @Test func theStateIsTheEnginesAndTheTrainers() throws {
    let trainer = try trainer(RecordingStep(try smallModel()))
    #expect(trainer.exportState().map(\.name) == ["device.state", "step", "rng.state", "data.cursor"])
  }

  /// One flat buffer; its buckets are all of it, once.
  @Test func bucketsMakeUpTheGradients() throws {
    let gradients = Gradients(try smallModel().layout)
    #expect(gradients.buckets.first?.lowerBound == 0 && gradients.buckets.last?.upperBound == gradients.buffer.count)
    #expect(zip(gradients.buckets, gradients.buckets.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
  }
}
