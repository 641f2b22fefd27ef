import Testing

@testable import lm_sample
@testable import CommandSupport
@testable import lm_train

/// Small pieces of the tools that are easier seen alone.
@Suite struct LMPiecesTests {
  @Test(arguments: [
    ("80GB", 80e9), ("16GiB", 17_179_869_184), ("1000000", 1e6), ("1.5 mb", 1.5e6), ("2TiB", 2_199_023_255_552),
  ])
  func memoryIsReadAsPeopleTypeIt(text: String, bytes: Double) {
    #expect(ByteCount(argument: text)?.bytes == bytes)
  }

  @Test(arguments: ["", "GB", "0GB", "-1GB", "80 potatoes", "1e400", "nan", "8.0.0GB"])
  func nonsenseIsNoMemory(text: String) {
    #expect(ByteCount(argument: text) == nil)
  }

  @Test func settingsComeBackFromTheirJSON() throws {
    var settings = try RunSettings(
      model: try ModelFlags.parse(["--norm", "post", "--tie-embeddings"]),
      training: try TrainingFlags.parse(["--lr", "0.003", "--clip", "0", "--seed", "18446744073709551615"]),
      previous: nil, vocabulary: 500)
    #expect(RunSettings(json: settings.json) == settings)
    #expect(settings.model.vocabulary == 500)
    #expect(settings.training.clipNorm == nil)
    settings.steps = 7
    #expect(RunSettings(json: settings.json) == settings)
    #expect(RunSettings(json: ["steps": 7]) == nil)
  }

  @Test func whatIsLeftOutComesFromTheRunThenThePresetThenTinyStories() throws {
    let none = try TrainingFlags.parse([])
    let first = try RunSettings(
      model: ModelFlags.parse(["--d-model", "128", "--heads", "4"]), training: TrainingFlags.parse(["--steps", "100"]),
      previous: nil, vocabulary: nil)
    #expect(first.model.feedForwardWidth == 320)
    #expect(first.training.schedule.warmupSteps == 5)
    #expect(first.training.schedule.decaySteps == 100)
    let second = try RunSettings(
      model: ModelFlags.parse([]), training: TrainingFlags.parse(["--steps", "300"]), previous: first, vocabulary: nil)
    #expect(second.model == first.model)
    #expect(second.training.schedule == first.training.schedule)
    let silu = try RunSettings(
      model: ModelFlags.parse(["--ffn", "silu"]), training: none, previous: nil, vocabulary: nil)
    #expect(silu.model.feedForwardWidth == 2048)
    let owt = try RunSettings(
      model: ModelFlags.parse(["--preset", "owt"]), training: none, previous: nil, vocabulary: nil)
    #expect(owt.model.vocabulary == 32_000)
    #expect(owt.model.feedForwardWidth == 1344)
  }
}
