import Transformer

/// Tokens of which the last ones are scored, each from all tokens before it.
package struct ScoredTokens: Sendable, Equatable {
  /// The context, and after it what is scored.
  package let tokens: [UInt32]
  /// How many of the last tokens are scored; there is a token before them.
  package let scored: Int

  /// Tokens of which the last `scored` are scored.
  package init(_ tokens: [UInt32], scored: Int) {
    precondition(scored >= 0 && scored < tokens.count, "\(scored) scored of \(tokens.count) tokens")
    (self.tokens, self.scored) = (tokens, scored)
  }

  /// Tokens that the model sees: the last one is only predicted.
  var inputs: Int { tokens.count - 1 }
}

/// What a model says of the scored tokens of a sequence.
package struct TokenScores: Sendable, Equatable {
  /// −log p of each scored token, in nats.
  package let losses: [Float]
  /// Whether each of them is the token that the model would have chosen.
  package let areLikeliest: Bool

  /// log p of all scored tokens together, in nats.
  package var logLikelihood: Double { -losses.reduce(0) { $0 + Double($1) } }
}

/// Scores the ends of sequences, as many in a pass as it has memory for.
///
/// Shorter sequences are padded on the right. Attention looks back only, and everything else works on rows, so a score has
/// the bits that the sequence has alone, whatever else is in its pass.
package final class LikelihoodScorer {
  private let model: LanguageModel
  private let activations: Activations
  private var likeliest: [UInt32]

  /// Inputs of a pass, where sequences are shorter than that: enough rows for products to be fast.
  private static let usualRows = 4096

  /// A scorer of sequences of up to `longest` inputs, with memory for at least one of them, or for `rows` inputs in all.
  ///
  /// - Throws: ``TrainingError`` if the model's context is shorter, `ModelError` if this machine's memory is too small
  package init(model: LanguageModel, longest: Int, rows: Int? = nil) throws {
    let contextLength = model.configuration.contextLength
    guard longest >= 1, longest <= contextLength else {
      throw TrainingError.windowLongerThanContext(positions: longest, contextLength: contextLength)
    }
    let shape = BatchShape(batch: max(1, (rows ?? Self.usualRows) / longest), positions: longest)
    try MemoryLimit.check(
      "passes of \(shape.rows) tokens",
      floats: ActivationPlan.floatsAtMost(model.configuration, shape: shape, purpose: .evaluation))
    self.model = model
    activations = Activations(ActivationPlan(model.configuration, shape: shape, purpose: .evaluation))
    likeliest = Array(repeating: 0, count: shape.rows)
  }

  /// The scores of sequences, in their order.
  ///
  /// - Parameters:
  ///   - sequences: each at most as long as the scorer was made for
  ///   - progress: called after each pass with the sequences done; may throw to stop
  /// - Returns: a score for each
  /// - Throws: `ModelError` for a sequence that is too long or a token outside the vocabulary, and what `progress` throws
  package func scores(
    of sequences: [ScoredTokens], progress: (_ done: Int) throws -> Void = { _ in }
  ) throws -> [TokenScores] {
    var scores = [TokenScores?](repeating: nil, count: sequences.count)
    // Those of like lengths together, so that little is padded.
    var waiting = sequences.indices.filter { sequences[$0].scored > 0 }
      .sorted { (sequences[$0].inputs, $1) > (sequences[$1].inputs, $0) }[...]
    while let first = waiting.first {
      let positions = sequences[first].inputs
      let pass = waiting.prefix(max(1, activations.plan.shape.rows / positions))
      waiting = waiting.dropFirst(pass.count)
      try score(pass.map { sequences[$0] }, positions: positions) { scores[pass[pass.startIndex + $0]] = $1 }
      try progress(sequences.count - waiting.count)
    }
    return scores.map { $0 ?? TokenScores(losses: [], areLikeliest: true) }
  }

  private func score(
    _ sequences: [ScoredTokens], positions: Int, _ body: (_ index: Int, TokenScores) -> Void
  ) throws {
    let shape = BatchShape(batch: sequences.count, positions: positions)
    var inputs = [UInt32](repeating: 0, count: shape.rows)
    var targets = inputs
    for (index, sequence) in sequences.enumerated() {
      let rows = index * positions..<index * positions + sequence.inputs
      inputs.replaceSubrange(rows, with: sequence.tokens.dropLast())
      targets.replaceSubrange(rows, with: sequence.tokens.dropFirst())
    }
    try likeliest.withUnsafeMutableBufferPointer { likeliest in
      let losses = try model.losses(
        inputs: inputs, targets: targets, shape: shape, activations: activations, likeliest: likeliest.baseAddress)
      for (index, sequence) in sequences.enumerated() {
        let end = index * positions + sequence.inputs
        let rows = end - sequence.scored..<end
        body(
          index,
          TokenScores(losses: Array(losses[rows]), areLikeliest: rows.allSatisfy { likeliest[$0] == targets[$0] }))
      }
    }
  }
}
