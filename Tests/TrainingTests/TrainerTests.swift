import Kernels
import TestSupport
import Testing
import Transformer

@testable import Training

@Suite struct TrainerTests {
  @Test func aSmallBatchIsLearntByHeart() throws {
    let settings = quickSettings {
      $0.schedule = LearningRateSchedule(maximum: 1e-2, minimum: 1e-3, warmupSteps: 10, decaySteps: 200)
      $0.optimizer.weightDecay = 0
    }
    // 17 tokens: one window.
    let trainer = try Trainer(model: try smallModel(), settings: settings, data: someTokens(17))
    let reports = try trainer.takeSteps(200)
    #expect(reports[0].loss > 3)
    #expect(reports[199].loss < 0.01)
  }

  @Test(arguments: [NormPlacement.pre, .post, .none], FeedForwardKind.allCases)
  func everyAblationLearns(norm: NormPlacement, feedForward: FeedForwardKind) throws {
    let model = try smallModel {
      $0.norm = norm
      $0.feedForward = feedForward
      $0.position = feedForward == .silu ? .none : .rope
      $0.tieEmbeddings = feedForward == .silu
    }
    let trainer = try Trainer(model: model, settings: quickSettings(), data: someTokens(60))
    let reports = try trainer.takeSteps(60)
    #expect(reports[59].loss < 0.75 * reports[0].loss)
  }

  @Test func reportsCountStepsAndTokens() throws {
    let settings = quickSettings {
      $0.accumulation = 3; $0.positions = 10
    }
    let trainer = try Trainer(model: try smallModel(), settings: settings, data: someTokens(100))
    #expect(trainer.tokensPerStep == 4 * 3 * 10)
    let reports = try trainer.takeSteps(6)
    #expect(reports.map(\.step) == [1, 2, 3, 4, 5, 6])
    #expect(reports.map(\.learningRate) == (1...6).map(settings.schedule.rate))
    #expect(reports.allSatisfy { $0.tokens == 120 })
    #expect(trainer.step == 6 && trainer.tokensSeen == 720)
  }

  /// 2 passes of 4 sequences see the windows that one pass of 8 sees.
  @Test func accumulationIsOneLargeBatch() throws {
    let data = someTokens(200)
    let large = try Trainer(model: try smallModel(), settings: quickSettings { $0.batchSize = 8 }, data: data)
    let parts = try Trainer(model: try smallModel(), settings: quickSettings { $0.accumulation = 2 }, data: data)
    for (one, two) in zip(try large.takeSteps(5), try parts.takeSteps(5)) {
      #expect(abs(one.loss - two.loss) < 1e-5)
      #expect(abs(one.gradientNorm - two.gradientNorm) < 1e-4 * one.gradientNorm)
    }
  }

  @Test func theNumberOfThreadsChangesNoBit() throws {
    let runs = try [1, 2, 3].map { threads in
      let model = try smallModel(threads: threads) { $0.width = 32 }
      let trainer = try Trainer(model: model, settings: quickSettings(), data: someTokens(300))
      return (try trainer.takeSteps(10), Array(model.parameters.values))
    }
    for run in runs.dropFirst() {
      #expect(run.0 == runs[0].0)
      #expect(run.1 == runs[0].1)
    }
  }

  @Test func dataShorterThanAWindowIsRefused() throws {
    let expected = TrainingError.dataTooShort(tokens: 16, positions: 16)
    #expect(throws: expected) {
      try Trainer(model: try smallModel(), settings: quickSettings(), data: someTokens(16))
    }
    #expect(
      expected.description
        == "context longer than the data: a window of 16 tokens and its targets take 17 tokens, but there are 16; "
        + "use a shorter contextLength or more data")
  }

  @Test func aBatchThatDoesNotFitInMemoryIsRefused() throws {
    let model = try smallModel { $0.contextLength = 4_096 }
    #expect(throws: ModelError.self) {
      try Trainer(model: model, settings: quickSettings { $0.batchSize = 1_000_000 }, data: someTokens(5_000))
    }
    #expect(throws: ModelError.self) { try Evaluator(model: model, batchSize: 1 << 50) }
  }

  /// A step that cannot be taken leaves everything as it was.
  @Test func divergenceIsSeenBeforeAnyParameterMoves() throws {
    let model = try smallModel()
    let trainer = try Trainer(model: model, settings: quickSettings(), data: someTokens(100))
    _ = try trainer.takeSteps(3)
    let head = try #require(model.layout.tensors.last)
    model.parameters.values[head.offset] = .infinity
    let before = (model.parameters.values.map(\.bitPattern), trainer.sampler)
    let error = #expect(throws: TrainingError.self) { try trainer.takeStep() }
    guard case .diverged(step: 4, let loss, let norm) = error else {
      Issue.record("not a divergence: \(String(describing: error))")
      return
    }
    #expect(!loss.isFinite || !norm.isFinite)
    #expect(error?.description.hasPrefix("diverged at step 4: loss ") == true)
    #expect(trainer.step == 3 && trainer.tokensSeen == 3 * 64)
    #expect(before.0 == model.parameters.values.map(\.bitPattern))
    #expect(before.1 == trainer.sampler)
  }

  @Test func anUnreadableSourceStopsTheStep() throws {
    let trainer = try Trainer(
      model: try smallModel(), settings: quickSettings(), data: BrokenTokens(tokenCount: 100))
    let sampler = trainer.sampler
    #expect(throws: BrokenTokens.Failure()) { try trainer.takeStep() }
    #expect(trainer.step == 0 && trainer.sampler == sampler)
  }

  @Test func aTokenOutsideTheVocabularyStopsTheStep() throws {
    let data = ArrayTokens([UInt32](repeating: 41, count: 30))
    let trainer = try Trainer(model: try smallModel(), settings: quickSettings(), data: data)
    #expect(throws: ModelError.tokenOutsideVocabulary(token: 41, position: 0, vocabulary: 40)) {
      try trainer.takeStep()
    }
  }
}
