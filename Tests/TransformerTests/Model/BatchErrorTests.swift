import Kernels
import TestSupport
import Testing

@testable import Transformer

@Suite struct BatchErrorTests {
  private static func losses(_ inputs: [UInt32], _ targets: [UInt32], _ shape: BatchShape) throws -> [Float] {
    let configuration = smallConfiguration()
    let model = try LanguageModel(configuration: configuration, operations: makeOperations())
    let room = BatchShape(batch: 2, positions: 8)
    let activations = Activations(ActivationPlan(configuration, shape: room, purpose: .evaluation))
    return Array(try model.losses(inputs: inputs, targets: targets, shape: shape, activations: activations))
  }

  @Test func aTokenOutsideTheVocabularyIsRefused() {
    let shape = BatchShape(batch: 1, positions: 3)
    let expected = ModelError.tokenOutsideVocabulary(token: 40, position: 2, vocabulary: 40)
    #expect(throws: expected) { try Self.losses([1, 2, 40], [2, 3, 4], shape) }
    #expect(throws: expected) { try Self.losses([1, 2, 3], [2, 3, 40], shape) }
    #expect(
      expected.description
        == "token id 40 at position 2 is not in the model's vocabulary (expected below 40); "
        + "use data from the tokenizer that the model was made for")
  }

  @Test func aBatchThatDoesNotFitIsRefused() {
    let tokens = [UInt32](repeating: 1, count: 34)
    #expect(throws: ModelError.doesNotFit(what: "tokens in a batch", found: 24, capacity: 16)) {
      try Self.losses(tokens, tokens, BatchShape(batch: 3, positions: 8))
    }
    #expect(throws: ModelError.doesNotFit(what: "positions in a sequence", found: 17, capacity: 16)) {
      try Self.losses(tokens, tokens, BatchShape(batch: 1, positions: 17))
    }
    #expect(throws: ModelError.noTokens) { try Self.losses(tokens, tokens, BatchShape(batch: 0, positions: 8)) }
  }

  /// A shorter and wider batch may use the memory of a longer one: rows are what counts.
  @Test func anyShapeOfTheSameSizeFits() throws {
    let tokens = [UInt32](repeating: 1, count: 16)
    #expect(try Self.losses(tokens, tokens, BatchShape(batch: 1, positions: 16)).count == 16)
    #expect(try Self.losses(tokens, tokens, BatchShape(batch: 16, positions: 1)).count == 16)
  }
}
