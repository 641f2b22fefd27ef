import Testing

@testable import Transformer

@Suite struct MemoryLimitTests {
  @Test func theMachineHasMemory() {
    #expect(MemoryLimit.machine > 1e8)
  }

  @Test func moreThanThereIsIsRefused() throws {
    try MemoryLimit.check("parameters", floats: 250, memory: 1_000)
    let expected = ModelError.moreThanMemory(what: "parameters", bytes: 40e9, memory: 16.04e9)
    #expect(throws: expected) { try MemoryLimit.check("parameters", floats: 1e10, memory: 16.04e9) }
    #expect(
      expected.description
        == "parameters: 40.0 GB needed (expected at most this machine's 16.0 GB); use a smaller model, context or batch"
    )
  }

  /// The largest model that the flags allow: refused in a line, and no sum of sizes overflows on the way.
  @Test func anAbsurdModelIsRefused() {
    var configuration = ModelConfiguration()
    configuration.vocabulary = 65_536
    configuration.contextLength = 16_777_216
    configuration.width = 1_048_576
    configuration.layers = 10_000
    configuration.heads = 524_288
    configuration.feedForwardWidth = 4_194_304
    #expect(throws: ModelError.self) {
      try LanguageModel(configuration: configuration, operations: makeOperations())
    }
    let shape = BatchShape(batch: 1_000_000, positions: configuration.contextLength)
    #expect(ActivationPlan.floatsAtMost(configuration, shape: shape, purpose: .training) > 1e24)
  }

  @Test func tooManySequencesAreRefused() throws {
    let model = try LanguageModel(configuration: smallConfiguration(), operations: makeOperations())
    #expect(throws: ModelError.self) { try InferenceSession(model: model, batch: 1 << 50) }
  }
}
