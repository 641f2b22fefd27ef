import Kernels
import Randomness
import TestSupport
import Testing

@testable import Transformer

/// Decoding with weights stored more narrowly.
@Suite struct InferenceModelTests {
  private static func stored(_ model: LanguageModel, _ precision: WeightPrecision) throws -> InferenceModel {
    try InferenceModel(configuration: model.configuration, operations: model.operations, precision: precision) {
      _ = $1.update(fromContentsOf: model.values(of: $0))
    }
  }

  private static func tokens(_ count: Int, below bound: Int, seed: UInt64) -> [UInt32] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in UInt32(random.below(UInt64(bound))) }
  }

  private static func logits(_ model: InferenceModel, _ texts: [[UInt32]], prompt: Int) throws -> [[Float]] {
    let session = try InferenceSession(model: model, batch: texts.count)
    var last = Array(try session.append(texts.flatMap { $0[..<prompt] }))
    for position in prompt..<texts[0].count { last = Array(try session.append(texts.map { $0[position] })) }
    let vocabulary = model.configuration.vocabulary
    return texts.indices.map { Array(last[$0 * vocabulary..<($0 + 1) * vocabulary]) }
  }

  /// What lm-eval measures is what lm-sample computes.
  @Test(arguments: Goldens.all.cases, WeightPrecision.allCases)
  func computesWhatAForwardPassOfTheRoundedWeightsComputes(
    golden: Goldens.Case, precision: WeightPrecision
  ) throws {
    let model = try Goldens.all.model(golden)
    let decoding = try Self.stored(model, precision)
    #expect(decoding.precision == precision)
    model.roundWeights(to: precision)
    let (count, vocabulary) = (16, model.configuration.vocabulary)
    let tokens = Self.tokens(count, below: vocabulary, seed: 2)
    let shape = BatchShape(batch: 1, positions: count)
    let expected = FloatBuffer(count: count * vocabulary)
    let activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .evaluation))
    try model.logits(inputs: tokens, shape: shape, activations: activations, to: expected)
    let last = expected.values[((count - 1) * vocabulary)...].map(Double.init)
    for prompt in [1, 9, 16] {
      #expect(relativeError(try Self.logits(decoding, [tokens], prompt: prompt)[0], last) < 1e-5)
    }
  }

  @Test func roundingChangesMatricesAndLeavesGains() throws {
    let model = try LanguageModel(configuration: smallConfiguration(), operations: makeOperations())
    model.initialize(seed: 1)
    model.parameters.values[try #require(model.layout.outer.finalNorm?.gain)] = 1.2345
    let before = Array(model.parameters.values)
    model.roundWeights(to: .fp32)
    #expect(Array(model.parameters.values) == before)
    model.roundWeights(to: .int8)
    for tensor in model.layout.tensors {
      #expect((Array(model.values(of: tensor)) == Array(before[tensor.range])) == (tensor.shape.count == 1))
    }
    let once = Array(model.parameters.values)
    model.roundWeights(to: .bf16)
    #expect(Array(model.parameters.values) != once)
  }

  @Test(arguments: WeightPrecision.allCases)
  func aTextsBitsDoNotDependOnItsNeighboursNorOnThreads(precision: WeightPrecision) throws {
    let texts = (0..<11).map { Self.tokens(14, below: 40, seed: $0) }
    var expected: [[UInt32]] = []
    for threads in [1, 3] {
      let model = try LanguageModel(
        configuration: smallConfiguration(), operations: makeOperations(threads: threads))
      model.initialize(seed: 4)
      let decoding = try Self.stored(model, precision)
      let alone = try texts.map { try Self.logits(decoding, [$0], prompt: 6)[0].map(\.bitPattern) }
      if expected.isEmpty { expected = alone }
      #expect(alone == expected)
      for count in [2, 7, 11] {
        let together = try Self.logits(decoding, Array(texts.prefix(count)), prompt: 6)
        #expect(together.map { $0.map(\.bitPattern) } == Array(expected.prefix(count)))
      }
    }
  }

  @Test func aPromptForAllIsThePromptOfEach() throws {
    let model = try LanguageModel(
      configuration: smallConfiguration { $0.contextLength = 200 }, operations: makeOperations())
    model.initialize(seed: 4)
    let prompt = Self.tokens(140, below: 40, seed: 3)
    let (shared, each) = (try InferenceSession(model: model, batch: 3), try InferenceSession(model: model, batch: 3))
    let first = try shared.append(prompt: prompt).map(\.bitPattern)
    #expect(try each.append(prompt + prompt + prompt).map(\.bitPattern) == first)
    #expect(try shared.append([1, 2, 3]).map(\.bitPattern) == each.append([1, 2, 3]).map(\.bitPattern))
  }

  @Test func numbersThatAreDamagedShow() throws {
    let model = try LanguageModel(configuration: smallConfiguration(), operations: makeOperations())
    model.initialize(seed: 1)
    model.parameters.values[model.layout.outer.head] = .infinity
    let session = try InferenceSession(model: Self.stored(model, .int8))
    #expect(try !session.append([1])[0].isFinite)
  }
}
