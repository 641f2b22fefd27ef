import Kernels
import Testing
import Transformer

@testable import Training

/// Tokens of prompts are inputs and never targets.
@Suite struct PromptMarksTests {
  private static let tokens = someTokens(65).tokens
  /// Windows of 16 with nothing, something and everything to learn.
  private static let prompts = (0..<65).map { ($0 / 16 == 1) || ($0 / 16 == 3 && $0 % 3 != 0) }
  private static let marked = ArrayTokens(tokens, prompts: prompts)

  private func batch(_ source: ArrayTokens) throws -> TokenBatch {
    var batch = TokenBatch(capacity: BatchShape(batch: 4, positions: 16))
    try batch.fill(BatchShape(batch: 4, positions: 16), from: source) { $0 * 16 }
    return batch
  }

  @Test func targetsOfPromptsAreNone() throws {
    let (plain, marked) = (try batch(ArrayTokens(Self.tokens)), try batch(Self.marked))
    #expect(marked.inputs == plain.inputs)
    for (row, target) in plain.targets.enumerated() {
      #expect(marked.targets[row] == (Self.prompts[row + 1] ? ignoredTarget : target))
    }
    #expect(plain.asked == 64 && marked.asked == Self.prompts[1...].count { !$0 })
  }

  /// Loss and gradients of a step are those of the mean over the other tokens alone.
  @Test(arguments: [1, 2]) func aStepLearnsTheOthers(accumulation: Int) throws {
    let settings = quickSettings {
      ($0.batchSize, $0.accumulation, $0.clipNorm) = (4 / accumulation, accumulation, 0.01)
    }
    let shape = BatchShape(batch: 4 / accumulation, positions: 16)
    let model = try smallModel()
    let step = try CPUTrainingStep(model: model, shape: shape, settings: settings)
    var first = 0
    let result = try step.take(1, batches: accumulation, tokens: 64, learningRate: 0.01) { batch in
      try batch.fill(shape, from: Self.marked) { (first + $0) * 16 }
      first += shape.batch
    }
    let (reference, gradients) = (try smallModel(), Gradients(model.layout))
    let plan = ActivationPlan(reference.configuration, shape: BatchShape(batch: 4, positions: 16), purpose: .training)
    let whole = try batch(Self.marked)
    let asked = Self.prompts[1...].count { !$0 }
    let loss = try whole.withPointers { inputs, targets in
      try reference.accumulateGradients(
        inputs: inputs, targets: targets, shape: whole.shape, activations: Activations(plan),
        gradients: gradients.buffer, scale: 1 / Float(asked))
    }
    #expect(result.asked == asked)
    #expect(abs(result.totalLoss - (loss ?? 0)) < 1e-4)
    #expect(abs(result.gradientNorm / gradients.norm(reference.operations) - 1) < 1e-5)
    #expect(abs(result.meanLoss - result.totalLoss / Double(asked)) < 1e-12)
  }

  /// A loss of some rows is the sum over the same rows as if they were all.
  @Test func evaluationCountsTheOthers() throws {
    let model = try smallModel()
    let evaluator = try Evaluator(model: model, batchSize: 2)
    let bytes = (0..<40).map { $0 % 3 }
    let found = try evaluator.evaluate(Self.marked, tokenBytes: bytes)
    var expected = EvaluationResult()
    expected.bytes = 0
    let whole = try batch(ArrayTokens(Self.tokens))
    let plan = ActivationPlan(model.configuration, shape: whole.shape, purpose: .evaluation)
    try whole.withPointers { inputs, targets in
      let losses = try model.losses(
        inputs: inputs, targets: targets, shape: whole.shape, activations: Activations(plan))
      for row in 0..<64 where !Self.prompts[row + 1] {
        expected.tokens += 1
        expected.totalLoss += Double(losses[row])
        if bytes[Int(targets[row])] > 0 { expected.lossOverBytes += Double(losses[row]) }
        expected.bytes = (expected.bytes ?? 0) + bytes[Int(targets[row])]
      }
    }
    #expect(found.tokens == expected.tokens && found.bytes == expected.bytes)
    #expect(abs(found.totalLoss - expected.totalLoss) < 1e-4)
    #expect(abs(found.lossOverBytes - expected.lossOverBytes) < 1e-4)
  }

  @Test func nothingToAskForIsSaid() throws {
    let prompts = ArrayTokens(Self.tokens, prompts: Self.tokens.map { _ in true })
    #expect(throws: TrainingError.nothingAsked(tokens: 64)) {
      try Evaluator(model: smallModel(), batchSize: 2).evaluate(prompts)
    }
    // A step that has nothing to learn moves nothing by its gradient.
    let model = try smallModel()
    let trainer = try Trainer(
      model: model, settings: quickSettings { $0.optimizer.weightDecay = 0 }, data: prompts)
    let before = Array(model.parameters.values)
    let report = try trainer.takeStep()
    #expect(report.loss == 0 && report.gradientNorm == 0)
    #expect(Array(model.parameters.values) == before)
  }

  /// Marks that mark nothing change no bit.
  @Test func noMarksAreNoDifference() throws {
    let sources = [ArrayTokens(Self.tokens), ArrayTokens(Self.tokens, prompts: Self.tokens.map { _ in false })]
    let found = try sources.map { source in
      let model = try smallModel()
      let trainer = try Trainer(model: model, settings: quickSettings(), data: source)
      let losses = try trainer.takeSteps(3).map(\.loss)
      return (losses, model.parameters.values.map(\.bitPattern))
    }
    #expect(found[0] == found[1])
  }
}
