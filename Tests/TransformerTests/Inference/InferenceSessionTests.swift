import Kernels
import Randomness
import TestSupport
import Testing

@testable import Transformer

@Suite struct InferenceSessionTests {
  private static func model(_ change: (inout ModelConfiguration) -> Void = { _ in }) throws -> LanguageModel {
    let model = try LanguageModel(configuration: smallConfiguration(change), operations: makeOperations())
    model.initialize(seed: 3)
    return model
  }

  private static func tokens(_ count: Int, seed: UInt64 = 1) -> [UInt32] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in UInt32(random.below(40)) }
  }

  /// Logits of every position by the training path: (T, V) for one sequence.
  private static func fullLogits(_ model: LanguageModel, _ tokens: [UInt32]) throws -> [[Double]] {
    let shape = BatchShape(batch: 1, positions: tokens.count)
    let vocabulary = model.configuration.vocabulary
    let logits = FloatBuffer(count: shape.rows * vocabulary)
    let activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .evaluation))
    try model.logits(inputs: tokens, shape: shape, activations: activations, to: logits)
    return (0..<tokens.count).map { logits.values[$0 * vocabulary..<($0 + 1) * vocabulary].map(Double.init) }
  }

  @Test(arguments: Goldens.all.cases)
  func decodingGivesTheLogitsOfTheWholePass(golden: Goldens.Case) throws {
    let model = try Goldens.all.model(golden)
    let tokens = Self.tokens(16)
    let expected = try Self.fullLogits(model, tokens)
    let session = try InferenceSession(model: model)
    for (position, token) in tokens.enumerated() {
      #expect(session.position == position)
      #expect(relativeError(try session.append([token]), expected[position]) < 1e-5, "position \(position)")
    }
  }

  @Test(arguments: [1, 2, 7, 15, 16])
  func aPromptMayComeInTwoParts(first: Int) throws {
    let model = try Self.model()
    let tokens = Self.tokens(16)
    let expected = try Self.fullLogits(model, tokens)
    let session = try InferenceSession(model: model)
    #expect(relativeError(try session.append(Array(tokens[..<first])), expected[first - 1]) < 1e-5)
    guard first < 16 else { return }
    #expect(relativeError(try session.append(Array(tokens[first...])), expected[15]) < 1e-5)
  }

  /// Longer than one piece of the session's memory.
  @Test func aLongPromptIsTakenInPieces() throws {
    let model = try Self.model { $0.contextLength = 300 }
    let tokens = Self.tokens(300)
    let expected = try Self.fullLogits(model, tokens)
    let session = try InferenceSession(model: model, batch: 2)
    let both = try session.append(prompt: Array(tokens[..<299]))
    #expect(relativeError(both[..<40], expected[298]) < 1e-5)
    #expect(relativeError(both[40...], expected[298]) < 1e-5)
    #expect(relativeError(try session.append([tokens[299], 0])[..<40], expected[299]) < 1e-5)
  }

  @Test func sequencesOfABatchDoNotTouchEachOther() throws {
    let model = try Self.model()
    let texts = (1...3).map { Self.tokens(12, seed: $0) }
    let expected = try texts.map { try Self.fullLogits(model, $0) }
    let session = try InferenceSession(model: model, batch: 3, capacity: 12)
    _ = try session.append(texts.flatMap { $0[..<4] })
    for position in 4..<12 {
      let logits = try session.append(texts.map { $0[position] })
      for sequence in 0..<3 {
        let own = logits[sequence * 40..<(sequence + 1) * 40]
        #expect(relativeError(own, expected[sequence][position]) < 1e-5)
      }
    }
  }

  @Test func aResetSessionStartsAgain() throws {
    let session = try InferenceSession(model: try Self.model())
    let tokens = Self.tokens(10)
    let first = Array(try session.append(tokens))
    session.reset()
    #expect(session.position == 0)
    #expect(Array(try session.append(tokens)) == first)
  }

  @Test func whatDoesNotFitIsRefusedAndChangesNothing() throws {
    let session = try InferenceSession(model: try Self.model(), batch: 2, capacity: 5)
    _ = try session.append([1, 2, 3, 4])
    let full = ModelError.contextFull(past: 2, new: 4, capacity: 5)
    #expect(throws: full) { try session.append([UInt32](repeating: 1, count: 8)) }
    #expect(full.description == "4 tokens do not fit after 2 of 5 positions; start again with the last tokens")
    #expect(throws: ModelError.noTokens) { try session.append([]) }
    #expect(throws: ModelError.noTokens) { try session.append([1, 2, 3]) }
    #expect(throws: ModelError.tokenOutsideVocabulary(token: 40, position: 1, vocabulary: 40)) {
      try session.append([1, 40])
    }
    #expect(session.position == 2)
    #expect(throws: ModelError.noTokens) { try InferenceSession(model: session.model, batch: 0) }
    #expect(try InferenceSession(model: session.model, capacity: 1_000).capacity == 16)
  }
}
