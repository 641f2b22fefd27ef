import Foundation
import TestSupport
import Testing
import Training
import Transformer

@testable import Checkpoints

/// Likelihoods of models of others, as `transformers` gives them: from its logits, in Fixtures/models.
@Suite struct ModelLikelihoodTests {
  private let stored: StoredFolders

  init() throws { stored = try StoredFolders.load() }

  /// log p of each token after the first, and the likeliest one.
  private func expected(_ name: String) -> [(logLikelihood: Double, likeliest: UInt32)] {
    let (logits, count) = (stored.expected(name).map(Double.init), stored.ids.count)
    let vocabulary = logits.count / count
    return (0..<count - 1).map { row in
      let values = Array(logits[row * vocabulary..<(row + 1) * vocabulary])
      let largest = values.max() ?? 0
      let sum = values.reduce(0) { $0 + exp($1 - largest) }
      return (
        values[Int(stored.ids[row + 1])] - largest - log(sum), UInt32(values.firstIndex(of: largest) ?? 0)
      )
    }
  }

  @Test(arguments: StoredFolders.names) func likelihoodsAreThoseOfTransformers(_ name: String) throws {
    let expected = expected(name)
    let model = try ModelFile(fixture("models/" + name)).loadModel(operations: makeOperations())
    let scorer = try LikelihoodScorer(model: model, longest: stored.ids.count - 1)
    // Ends of every length, of sequences of every length; the token that would be chosen, and the one that stands there.
    var (sequences, sums): ([ScoredTokens], [(Double, Bool)]) = ([], [])
    for end in 2...stored.ids.count {
      for scored in [1, (end + 1) / 2, end - 1] where scored < end {
        sequences.append(ScoredTokens(Array(stored.ids[..<end]), scored: scored))
        let part = expected[end - 1 - scored..<end - 1]
        sums.append(
          (
            part.reduce(0) { $0 + $1.logLikelihood },
            zip(part, stored.ids[end - scored..<end]).allSatisfy { $0.likeliest == $1 }
          ))
      }
      let likeliest = expected[end - 2].likeliest
      sequences.append(ScoredTokens(Array(stored.ids[..<(end - 1)]) + [likeliest], scored: 1))
      sums.append((.nan, true))
    }
    for (score, (logLikelihood, areLikeliest)) in zip(try scorer.scores(of: sequences), sums) {
      #expect(score.areLikeliest == areLikeliest)
      if !logLikelihood.isNaN { #expect(abs(score.logLikelihood - logLikelihood) < 1e-4) }
    }
  }
}
