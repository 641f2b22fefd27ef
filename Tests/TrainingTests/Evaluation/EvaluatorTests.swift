import Kernels
import Platform
import TestSupport
import Testing
import Transformer

@testable import Training

@Suite struct EvaluatorTests {
  /// The loss of each token, one window at a time: what the evaluator must add up.
  private static func losses(_ model: LanguageModel, _ tokens: [UInt32], positions: Int) throws -> [Double] {
    let room = BatchShape(batch: 1, positions: positions)
    let activations = Activations(ActivationPlan(model.configuration, shape: room, purpose: .evaluation))
    return try stride(from: 0, to: tokens.count - 1, by: positions).flatMap { start in
      let size = min(positions, tokens.count - 1 - start)
      let losses = try model.losses(
        inputs: Array(tokens[start..<start + size]), targets: Array(tokens[start + 1...start + size]),
        shape: BatchShape(batch: 1, positions: size), activations: activations)
      return losses.map(Double.init)
    }
  }

  /// Lengths around whole windows and whole batches (T = 16, B = 3).
  @Test(arguments: [2, 3, 16, 17, 18, 33, 48, 49, 50, 65, 66, 100, 145])
  func eachTokenIsPredictedOnce(count: Int) throws {
    let model = try smallModel()
    let tokens = someTokens(count)
    let expected = try Self.losses(model, tokens.tokens, positions: 16)
    #expect(expected.count == count - 1)
    let result = try Evaluator(model: model, batchSize: 3).evaluate(tokens)
    #expect(result.tokens == count - 1)
    #expect(abs(result.totalLoss - expected.reduce(0, +)) < 1e-4)
    #expect(result.perplexity == exp(result.meanLoss))
    #expect(result.bytes == nil && result.bitsPerByte == nil)
  }

  @Test(arguments: [1, 15, 16, 17, 50, 99, 1_000])
  func atMostSoManyTokens(limit: Int) throws {
    let model = try smallModel()
    let tokens = someTokens(100)
    let count = min(limit, 99)
    let expected = try Self.losses(model, Array(tokens.tokens[...count]), positions: 16)
    let result = try Evaluator(model: model, batchSize: 3).evaluate(tokens, maxTokens: limit)
    #expect(result.tokens == count)
    #expect(abs(result.totalLoss - expected.reduce(0, +)) < 1e-4)
  }

  @Test func bitsPerByteLeavesOutSpecialTokens() throws {
    let model = try smallModel()
    let tokens = someTokens(90)
    // Token 0 stands for no bytes, token i for i mod 5 + 1.
    let sizes = (0..<40).map { $0 == 0 ? 0 : $0 % 5 + 1 }
    let losses = try Self.losses(model, tokens.tokens, positions: 10)
    let targets = tokens.tokens.dropFirst().map { Int($0) }
    #expect(targets.contains(0))
    let counted = zip(losses, targets).filter { sizes[$0.1] > 0 }
    let bytes = targets.reduce(0) { $0 + sizes[$1] }
    let expected = counted.reduce(0) { $0 + $1.0 } / (log(2) * Double(bytes))
    let result = try Evaluator(model: model, batchSize: 2, positions: 10).evaluate(tokens, tokenBytes: sizes)
    #expect(result.bytes == bytes)
    #expect(abs((result.bitsPerByte ?? 0) - expected) < 1e-5)
    #expect(result.tokens == 89)
  }

  @Test func trainingMemoryGivesTheSameResult() throws {
    let model = try smallModel()
    let settings = quickSettings { $0.positions = 12 }
    let trainer = try Trainer(model: model, settings: settings, data: someTokens(100))
    _ = try trainer.takeSteps(3)
    let tokens = someTokens(150, seed: 2)
    let own = try Evaluator(model: model, batchSize: 4, positions: 12).evaluate(tokens)
    #expect(try trainer.evaluate(tokens) == own)
    let saved = trainer.sampler
    _ = try trainer.evaluate(tokens, maxTokens: 20)
    #expect(trainer.sampler == saved)
  }

  @Test func progressIsToldAndMayStop() throws {
    struct Stop: Error {}
    let evaluator = try Evaluator(model: try smallModel(), batchSize: 2)
    var done: [Int] = []
    _ = try evaluator.evaluate(someTokens(90)) { tokens, total in
      #expect(total == 89)
      done.append(tokens)
    }
    #expect(done == [32, 64, 80, 89])
    #expect(throws: Stop.self) {
      try evaluator.evaluate(someTokens(90)) { tokens, _ in if tokens > 32 { throw Stop() } }
    }
  }

  @Test func whatCannotBeEvaluatedIsRefused() throws {
    let evaluator = try Evaluator(model: try smallModel(), batchSize: 2)
    #expect(throws: TrainingError.nothingToPredict(tokens: 1)) { try evaluator.evaluate(someTokens(1)) }
    #expect(throws: TrainingError.nothingToPredict(tokens: 0)) { try evaluator.evaluate(ArrayTokens([])) }
    #expect(throws: TrainingError.byteTableSize(found: 3, vocabulary: 40)) {
      try evaluator.evaluate(someTokens(50), tokenBytes: [1, 2, 3])
    }
    #expect(throws: TrainingError.countTooSmall(field: "batchSize", found: 0, least: 1)) {
      try Evaluator(model: try smallModel(), batchSize: 0)
    }
    #expect(throws: ModelError.tokenOutsideVocabulary(token: 50, position: 1, vocabulary: 40)) {
      try evaluator.evaluate(ArrayTokens([1, 50, 2, 3]))
    }
  }
}
