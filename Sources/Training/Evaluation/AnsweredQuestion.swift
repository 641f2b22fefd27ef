/// An answer that a question offers, with what a model says of it.
package struct AnswerScore: Sendable, Equatable {
  /// log p of the answer after the question, in nats.
  package let logLikelihood: Double
  /// Bytes of the answer's text, by which likelihoods of answers of different lengths are compared.
  package let bytes: Int
  /// Bytes of all that was scored: the answer, and white space between question and answer.
  package let scoredBytes: Int
  /// Whether the model, always choosing the likeliest token, would give this answer.
  package let isLikeliest: Bool

  /// A score.
  package init(logLikelihood: Double, bytes: Int, scoredBytes: Int, isLikeliest: Bool) {
    self.logLikelihood = logLikelihood
    self.bytes = bytes
    self.scoredBytes = scoredBytes
    self.isLikeliest = isLikeliest
  }

  /// Nats for each byte of the answer.
  var perByte: Double { logLikelihood / Double(bytes) }
}

/// A question with the scores of its answers: several to choose from, or only the right one.
package struct AnsweredQuestion: Sendable, Equatable {
  /// The scores, in the order of the answers; at least one.
  package let answers: [AnswerScore]
  /// Which answer is right.
  package let right: Int

  /// A question that was answered.
  package init(answers: [AnswerScore], right: Int) {
    precondition(answers.indices.contains(right), "answer \(right) of \(answers.count)")
    (self.answers, self.right) = (answers, right)
  }

  /// Whether there was something to choose.
  package var isChoice: Bool { answers.count > 1 }

  /// The likeliest answer, of equal ones the first.
  package var chosen: Int { Self.firstLargest(answers.map(\.logLikelihood)) }

  /// The answer that is likeliest for its length in bytes, of equal ones the first.
  package var chosenPerByte: Int { Self.firstLargest(answers.map(\.perByte)) }

  /// Whether the right answer is likelier than every other; of a single one, whether the model would give it.
  package var isRight: Bool { isChoice ? isAlone(\.logLikelihood) : answers[right].isLikeliest }

  /// Whether it is, for its length in bytes.
  package var isRightPerByte: Bool { isChoice ? isAlone(\.perByte) : isRight }

  /// Two that are equally likely are not told apart: then none of them was chosen.
  private func isAlone(_ score: KeyPath<AnswerScore, Double>) -> Bool {
    answers.indices.allSatisfy { $0 == right || answers[$0][keyPath: score] < answers[right][keyPath: score] }
  }

  private static func firstLargest(_ values: [Double]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }
}
