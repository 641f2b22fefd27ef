import Kernels
import Platform
import Randomness
import TestSupport
import Testing
import Transformer

@testable import Training

@Suite struct LikelihoodScorerTests {
  /// The obvious way: the logits of the sequence alone, a softmax in double precision.
  private static func expected(_ model: LanguageModel, _ sequence: ScoredTokens) throws -> (losses: [Double], Bool) {
    let (vocabulary, inputs) = (model.configuration.vocabulary, Array(sequence.tokens.dropLast()))
    let shape = BatchShape(batch: 1, positions: inputs.count)
    let activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .evaluation))
    let logits = FloatBuffer(count: shape.rows * vocabulary)
    try model.logits(inputs: inputs, shape: shape, activations: activations, to: logits)
    var (losses, isLikeliest): ([Double], Bool) = ([], true)
    for row in inputs.count - sequence.scored..<inputs.count {
      let values = logits.values[row * vocabulary..<(row + 1) * vocabulary].map(Double.init)
      let target = Int(sequence.tokens[row + 1])
      losses.append(log(values.reduce(0) { $0 + exp($1) }) - values[target])
      isLikeliest = isLikeliest && values.firstIndex(of: values.max() ?? 0) == target
    }
    return (losses, isLikeliest)
  }

  /// Sequences of all lengths, with answers of all lengths; every third ends with what the model would choose.
  private static func sequences(_ model: LanguageModel, count: Int = 40) throws -> [ScoredTokens] {
    var random = RandomSource(seed: 3)
    return try (0..<count).map { index in
      let length = 2 + Int(random.below(16))
      let scored = 1 + Int(random.below(UInt64(length - 1)))
      var tokens = (0..<length).map { _ in UInt32(random.below(40)) }
      if index.isMultiple(of: 3) {
        for place in length - scored..<length { tokens[place] = try likeliest(model, after: Array(tokens[..<place])) }
      }
      return ScoredTokens(tokens, scored: scored)
    }
  }

  private static func likeliest(_ model: LanguageModel, after tokens: [UInt32]) throws -> UInt32 {
    let shape = BatchShape(batch: 1, positions: tokens.count)
    let activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .evaluation))
    let logits = FloatBuffer(count: shape.rows * 40)
    try model.logits(inputs: tokens, shape: shape, activations: activations, to: logits)
    let last = Array(logits.values[(tokens.count - 1) * 40..<tokens.count * 40])
    return UInt32(last.firstIndex(of: last.max() ?? 0) ?? 0)
  }

  private static let models: [@Sendable (inout ModelConfiguration) -> Void] = [
    { _ in }, { $0.attentionWindow = 5 }, { ($0.keyValueHeads, $0.logitCap) = (1, 15) },
    { ($0.position, $0.normKind) = (.learned, .layer) },
  ]

  @Test(arguments: models.indices) func scoresAreThoseOfEachSequenceAlone(_ index: Int) throws {
    let model = try smallModel(Self.models[index])
    let sequences = try Self.sequences(model)
    let scores = try LikelihoodScorer(model: model, longest: 16).scores(of: sequences)
    #expect(scores.count == sequences.count)
    for (sequence, score) in zip(sequences, scores) {
      let (losses, areLikeliest) = try Self.expected(model, sequence)
      #expect(score.losses.count == sequence.scored)
      #expect(zip(score.losses, losses).allSatisfy { abs(Double($0) - $1) < 1e-5 })
      #expect(abs(score.logLikelihood + losses.reduce(0, +)) < 1e-4)
      #expect(score.areLikeliest == areLikeliest)
    }
    #expect(scores.contains { $0.areLikeliest } && scores.contains { !$0.areLikeliest })
  }

  /// The same bits, whatever is in a pass beside a sequence and however many threads there are.
  @Test(arguments: [1, 2, 5]) func bitsDependOnNeitherPassesNorThreads(_ threads: Int) throws {
    for change in Self.models {
      let model = try smallModel(threads: threads, change)
      let sequences = try Self.sequences(smallModel(change))
      let alone = try sequences.map { sequence in
        try LikelihoodScorer(model: smallModel(threads: 1, change), longest: sequence.tokens.count - 1, rows: 1)
          .scores(of: [sequence])[0]
      }
      for rows in [16, 48, 100, 4096] {
        #expect(try LikelihoodScorer(model: model, longest: 16, rows: rows).scores(of: sequences) == alone, "\(rows)")
      }
      let reversed = try LikelihoodScorer(model: model, longest: 16).scores(of: sequences.reversed())
      #expect(reversed == alone.reversed())
    }
  }

  /// With a context of several tiles of attention, and rows of several blocks.
  @Test func bitsOfLongSequences() throws {
    let model = try smallModel { $0.contextLength = 300 }
    var random = RandomSource(seed: 9)
    let sequences = [300, 299, 257, 256, 129, 128, 65, 64, 63, 33, 17, 2].map { length in
      ScoredTokens((0..<length).map { _ in UInt32(random.below(40)) }, scored: length - 1)
    }
    let together = try LikelihoodScorer(model: model, longest: 299).scores(of: sequences)
    for (sequence, score) in zip(sequences, together) {
      let alone = try LikelihoodScorer(model: model, longest: sequence.tokens.count - 1, rows: 1)
      #expect(try alone.scores(of: [sequence]) == [score], "\(sequence.tokens.count)")
    }
  }

  @Test func progressIsToldAndMayStop() throws {
    struct Stop: Error {}
    let scorer = try LikelihoodScorer(model: try smallModel(), longest: 4, rows: 8)
    let sequences = (0..<5).map { _ in ScoredTokens([1, 2, 3, 4, 5], scored: 1) } + [ScoredTokens([1], scored: 0)]
    var done: [Int] = []
    let scores = try scorer.scores(of: sequences) { done.append($0) }
    #expect(done == [3, 5, 6])
    #expect(scores[5] == TokenScores(losses: [], areLikeliest: true))
    #expect(throws: Stop.self) { try scorer.scores(of: sequences) { _ in throw Stop() } }
  }

  @Test func whatCannotBeScoredIsRefused() throws {
    let model = try smallModel()
    #expect(throws: TrainingError.windowLongerThanContext(positions: 17, contextLength: 16)) {
      try LikelihoodScorer(model: model, longest: 17)
    }
    let scorer = try LikelihoodScorer(model: model, longest: 4, rows: 4)
    #expect(throws: ModelError.doesNotFit(what: "tokens in a batch", found: 5, capacity: 4)) {
      try scorer.scores(of: [ScoredTokens([1, 2, 3, 4, 5, 6], scored: 1)])
    }
    #expect(throws: ModelError.tokenOutsideVocabulary(token: 40, position: 1, vocabulary: 40)) {
      try scorer.scores(of: [ScoredTokens([1, 40, 2], scored: 1)])
    }
  }
}
