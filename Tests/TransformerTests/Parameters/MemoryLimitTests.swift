import Messages
import TestSupport
import Testing

@testable import Transformer

@Suite struct MemoryLimitTests {
  @Test func moreThanThereIsIsRefused() throws {
    try MemoryLimit.check("parameters", floats: 250, memory: 1_000, free: 1_000)
    let expected = ModelError.moreThanMemory(what: "parameters", bytes: 40e9, memory: 16.04e9)
    #expect(throws: expected) { try MemoryLimit.check("parameters", floats: 1e10, memory: 16.04e9) }
    #expect(
      expected.description
        == "parameters: 40.0 GB needed (expected at most this machine's 16.0 GB); use a smaller model, context or batch"
    )
  }

  @Test func moreThanIsFreeIsRefused() throws {
    try MemoryLimit.check("parameters", floats: 250, memory: 2_000, free: 1_000)
    let expected = ModelError.moreThanIsFree(what: "training with \(field: "batchSize") 64", bytes: 9.7e9, free: 3.1e9)
    #expect(throws: expected) {
      try MemoryLimit.check("training with \(field: "batchSize") 64", floats: 9.7e9 / 4, memory: 16e9, free: 3.1e9)
    }
    #expect(
      expected.description
        == "training with batchSize 64: 9.7 GB needed (expected at most the 3.1 GB that are free now); end other "
        + "programs, or use a smaller batch, context or model (lm-train plan memory tells what fits)")
  }

  /// No system has so many addresses.
  @Test func whatTheSystemDoesNotGrantIsRefused() throws {
    let expected = ModelError.memoryNotGranted(what: "parameters", bytes: 1e18)
    #expect(throws: expected) {
      try MemoryLimit.check("parameters", floats: 1e18 / 4, memory: .infinity, free: .infinity)
    }
    #expect(
      expected.description
        == "parameters: the system does not grant 1000000000.0 GB; raise the limit that was set (ulimit -v), or use a "
        + "smaller batch, context or model")
  }

  @Test func littleMemoryIsToldInMegabytes() {
    let refused = ModelError.memoryNotGranted(what: "parameters", bytes: 40.4e6)
    #expect(refused.description.hasPrefix("parameters: the system does not grant 40 MB; "))
    #expect(refused.category == .busy && ModelError.noTokens.category == .value)
    #expect(ModelError.moreThanMemory(what: "", bytes: 2, memory: 1).category == .usage)
  }

  /// The largest model that the flags allow: refused in a line, and no sum of sizes overflows on the way.
  @Test func anAbsurdModelIsRefused() {
    let configuration = ModelConfiguration.sized(
      vocabulary: 2_097_152, contextLength: 16_777_216, width: 1_048_576, layers: 10_000, heads: 524_288,
      feedForwardWidth: 4_194_304)
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
