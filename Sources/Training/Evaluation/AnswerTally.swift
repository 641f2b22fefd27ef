import Platform

/// What questions that were answered come to.
package struct AnswerTally: Sendable, Equatable {
  /// How many questions.
  package private(set) var questions = 0
  /// How many of them were answered right.
  package private(set) var right = 0
  /// How many would be, each answer's likelihood divided by its bytes.
  package private(set) var rightPerByte = 0
  private var chances = 0.0
  private var logLikelihood = 0.0
  private var bytes = 0

  /// Nothing answered yet.
  package init() {}

  /// Adds a question.
  package mutating func add(_ question: AnsweredQuestion) {
    questions += 1
    right += question.isRight ? 1 : 0
    rightPerByte += question.isRightPerByte ? 1 : 0
    chances += question.isChoice ? 1 / Double(question.answers.count) : 0
    logLikelihood += question.answers[question.right].logLikelihood
    bytes += question.answers[question.right].scoredBytes
  }

  /// The share of questions that were answered right.
  package var accuracy: Double { share(right) }
  /// The same, likelihoods divided by bytes.
  package var accuracyPerByte: Double { share(rightPerByte) }
  /// The standard error of ``accuracy``; nil for a single question.
  package var standardError: Double? { standardError(of: accuracy) }
  /// The standard error of ``accuracyPerByte``; nil for a single question.
  package var standardErrorPerByte: Double? { standardError(of: accuracyPerByte) }
  /// The share that guessing would answer right.
  package var chance: Double { chances / Double(questions) }
  /// e to the mean of −log p of right answers.
  package var perplexity: Double { exp(-logLikelihood / Double(questions)) }
  /// Bits for each byte of right answers, white space before them included.
  package var bitsPerByte: Double { -logLikelihood / (log(2) * Double(bytes)) }

  private func share(_ count: Int) -> Double { Double(count) / Double(questions) }

  /// The sample's standard deviation, n − 1 in its denominator, divided by √n.
  private func standardError(of share: Double) -> Double? {
    questions > 1 ? (share * (1 - share) / Double(questions - 1)).squareRoot() : nil
  }
}
