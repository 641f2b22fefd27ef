import Testing
import Transformer

@testable import Planning

/// What is chosen for texts and times, on a machine whose speed is given.
@Suite struct RecipeChooserTests {
  private let machine: MachineMeasurement

  init() throws {
    machine = try #require(
      MachineMeasurement(
        host: "here", instructionSet: "portable", threads: 2, peak: 2e11,
        points: [.init(width: 512, speed: 1.6e11), .init(width: 128, speed: 8e10)]))
  }

  private func choice(
    _ text: Int, hours: Double? = nil, passes: Double? = nil, fixed: RecipeChooser.Fixed = .init()
  ) -> RecipeChoice {
    RecipeChooser(text: text, goal: TrainingGoal(hours: hours, passes: passes), machine: machine, fixed: fixed)
      .choose(among: ModelSizes.all(text: text, base: ModelConfiguration()))
  }

  @Test func moreTimeNeverMakesASmallerModelOrFewerTokens() {
    for text in [1000, 100_000, 5_000_000, 300_000_000] {
      let choices = [0.01, 0.1, 1, 10, 100].map { choice(text, hours: $0) }
      for (less, more) in zip(choices, choices.dropFirst()) {
        #expect(less.model.parameterAccount.total <= more.model.parameterAccount.total)
        #expect(less.tokens <= more.tokens * 1.3)
      }
    }
  }

  @Test(arguments: [0.01, 0.1, 1, 10])
  func neitherTimeNorPassesAreExceeded(hours: Double) {
    for text in [10_000, 1_000_000, 100_000_000] {
      for passes in [0.5, 1, 4, 20] {
        let choice = choice(text, hours: hours, passes: passes)
        #expect(choice.seconds <= hours * 3600 || choice.steps == 1)
        #expect(choice.tokens <= passes * Double(text) || choice.steps == 1)
      }
    }
  }

  @Test func aSmallTextGetsASmallModel() {
    #expect(choice(50_000, hours: 100).model.width < choice(50_000_000, hours: 100).model.width)
    // About as many parameters as the tokens can fill, however long there is.
    let parameters = choice(1_000_000, hours: 10_000).model.parameterAccount.total
    #expect(parameters < 10_000_000)
  }

  @Test func onAnHourTheModelIsNearTheBestDivision() {
    let choice = choice(1_000_000_000, hours: 1)
    let ratio = choice.tokens / choice.model.parameterAccount.total
    #expect(ratio > 3 && ratio < 100, "\(ratio) tokens to a parameter")
  }

  @Test func whatIsFixedStays() {
    let choice = choice(1_000_000, hours: 1, fixed: .init(batchSize: 3, accumulation: 2, steps: 77))
    #expect((choice.batchSize, choice.accumulation, choice.steps) == (3, 2, 77))
    #expect(choice.warmupSteps <= 77)
  }

  @Test func largeBatchesAreAccumulated() {
    let choice = choice(10_000_000_000, hours: 1000)
    #expect(choice.batchSize * choice.model.contextLength <= 8192)
    #expect(choice.tokensPerStep > 8192 && choice.tokensPerStep <= 32_768)
  }

  @Test func aSpeedThatWasSeenChangesTheStepsOnly() {
    let chooser = RecipeChooser(
      text: 100_000_000, goal: TrainingGoal(hours: 1, passes: nil), machine: machine, fixed: .init())
    let expected = chooser.choose(among: ModelSizes.all(text: 100_000_000, base: ModelConfiguration()))
    let seen = chooser.adjusted(expected, tokensPerSecond: expected.tokensPerSecond / 2)
    #expect(seen.model == expected.model)
    #expect((seen.batchSize, seen.accumulation) == (expected.batchSize, expected.accumulation))
    #expect(abs(Double(seen.steps) / Double(expected.steps) - 0.5) < 0.01)
  }

  @Test func windowsFitTheText() {
    for text in [10, 100, 1000, 5000, 100_000] {
      let length = ModelSizes.contextLength(text: text)
      #expect(length >= 8 && (length == 8 || length * 32 <= text))
    }
    #expect(ModelSizes.contextLength(text: 1_000_000) == 256)
  }

  @Test func allSizesAreModels() throws {
    for model in ModelSizes.all(text: 1_000_000, base: ModelConfiguration()) { try model.validate() }
  }
}
