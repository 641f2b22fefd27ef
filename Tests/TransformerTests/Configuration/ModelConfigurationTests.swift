import TestSupport
import Testing

@testable import Transformer

@Suite struct ModelConfigurationTests {
  @Test func theDefaultIsTheTinyStoriesModel() throws {
    let configuration = ModelConfiguration()
    try configuration.validate()
    #expect(configuration.headWidth == 32)
    #expect(ParameterLayout(configuration).parameterCount == 22_696_448)
  }

  /// CS336's own figure for GPT-2 XL; nothing of that size is allocated here.
  @Test func gpt2XLHasItsParameters() throws {
    let configuration = ModelConfiguration.sized(
      vocabulary: 50_257, contextLength: 1_024, width: 1_600, layers: 48, heads: 25, feedForwardWidth: 6_400)
    try configuration.validate()
    #expect(ParameterLayout(configuration).parameterCount == 2_127_057_600)
  }

  static let wrong: [(change: @Sendable (inout ModelConfiguration) -> Void, message: String)] = [
    (
      { $0.width = 500 },
      "d_model 500 is not divisible by 16 heads; use width 496 or 512, or another heads"
    ),
    (
      {
        $0.width = 9; $0.heads = 10
      },
      "d_model 9 is not divisible by 10 heads; use width 10, or another heads"
    ),
    (
      { $0.width = 48 },
      "d_model 48 with 16 heads makes heads of width 3, but rotary positions turn pairs (expected an even width); "
        + "use width 32 or 64, or position none"
    ),
    ({ $0.vocabulary = 2_097_153 }, "vocabulary: 2097153 (expected 1 to 2097152); give another vocabulary"),
    ({ $0.contextLength = 0 }, "contextLength: 0 (expected 1 to 16777216); give another contextLength"),
    ({ $0.width = -8 }, "width: -8 (expected 1 to 1048576); give another width"),
    ({ $0.layers = 0 }, "layers: 0 (expected 1 to 10000); give another layers"),
    ({ $0.heads = 0 }, "heads: 0 (expected 1 to 1048576); give another heads"),
    ({ $0.feedForwardWidth = 0 }, "feedForwardWidth: 0 (expected 1 to 4194304); give another feedForwardWidth"),
    ({ $0.ropeTheta = 0 }, "ropeTheta: 0.0 (expected a finite number above 0); give another ropeTheta"),
    (
      { $0.normEpsilon = -1 },
      "normEpsilon: -1.0 (expected a finite number above 0); give another normEpsilon"
    ),
  ]

  @Test(arguments: wrong.indices)
  func aWrongConfigurationIsRefusedByName(index: Int) throws {
    var configuration = ModelConfiguration()
    Self.wrong[index].change(&configuration)
    let error = try #require(throws: ModelError.self) { try configuration.validate() }
    #expect(error.description == Self.wrong[index].message)
    #expect(throws: error) { try LanguageModel(configuration: configuration, operations: makeOperations()) }
  }

  @Test func oddHeadsAreFineWithoutRotation() throws {
    var configuration = ModelConfiguration()
    configuration.width = 48
    configuration.position = .none
    try configuration.validate()
  }
}
