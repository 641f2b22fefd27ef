import Platform
import Testing

@testable import Training

@Suite struct AnswerTallyTests {
  private func question(_ scores: [(Double, Int)], right: Int) -> AnsweredQuestion {
    AnsweredQuestion(
      answers: scores.map {
        AnswerScore(logLikelihood: $0.0, bytes: $0.1, scoredBytes: $0.1 + 1, isLikeliest: false)
      }, right: right)
  }

  private func cloze(_ logLikelihood: Double, bytes: Int, isLikeliest: Bool) -> AnsweredQuestion {
    AnsweredQuestion(
      answers: [
        AnswerScore(logLikelihood: logLikelihood, bytes: bytes, scoredBytes: bytes + 1, isLikeliest: isLikeliest)
      ], right: 0)
  }

  @Test func theLikeliestAnswerAndTheLikeliestForItsLength() {
    let asked = question([(-6, 2), (-8, 8), (-7, 4)], right: 1)
    #expect(asked.chosen == 0 && asked.chosenPerByte == 1)
    #expect(!asked.isRight && asked.isRightPerByte)
    #expect(question([(-6, 2), (-8, 8)], right: 0).isRight)
  }

  /// A model that finds everything equally likely has learnt nothing.
  @Test func equalAnswersAreNotToldApart() {
    let asked = question([(-6, 3), (-6, 3), (-7, 3)], right: 0)
    #expect(asked.chosen == 0 && !asked.isRight && !asked.isRightPerByte)
  }

  @Test func aClozeIsRightIfTheModelWouldGiveIt() {
    #expect(cloze(-3, bytes: 2, isLikeliest: true).isRight)
    #expect(!cloze(-0.1, bytes: 2, isLikeliest: false).isRight)
  }

  /// The formulas of the harness, on lists of 0 and 1.
  @Test func sharesAndTheirErrors() throws {
    var tally = AnswerTally()
    let questions =
      (0..<7).map { question([(-2, 4), (-3, 9), (-9, 1)], right: $0 % 3) } + [question([(-1, 2), (-2, 1)], right: 0)]
    for question in questions { tally.add(question) }
    let right = questions.map { $0.isRight ? 1.0 : 0 }
    let mean = right.reduce(0, +) / 8
    let variance = right.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7
    #expect(tally.questions == 8 && tally.right == 4)
    #expect(abs(tally.accuracy - mean) < 1e-12)
    #expect(abs(try #require(tally.standardError) - (variance / 8).squareRoot()) < 1e-12)
    #expect(tally.rightPerByte == 3)
    #expect(abs(tally.accuracyPerByte - 3.0 / 8) < 1e-12)
    #expect(abs(tally.chance - (7.0 / 3 + 1.0 / 2) / 8) < 1e-12)
  }

  @Test func likelihoodsOfRightAnswers() {
    var tally = AnswerTally()
    tally.add(cloze(-2, bytes: 3, isLikeliest: true))
    #expect(tally.standardError == nil)
    tally.add(cloze(-4, bytes: 5, isLikeliest: false))
    #expect(tally.accuracy == 0.5 && tally.chance == 0)
    #expect(abs(tally.perplexity - exp(3)) < 1e-12)
    #expect(abs(tally.bitsPerByte - 6 / log(2) / 10) < 1e-12)
    var choice = AnswerTally()
    choice.add(question([(-1, 2), (-5, 4)], right: 1))
    #expect(abs(choice.bitsPerByte - 5 / log(2) / 5) < 1e-12)
  }

  /// As numpy.quantile gives them.
  @Test func quantiles() throws {
    let found = try #require(Distribution([4, 1, 3, 2]))
    #expect(found.mean == 2.5)
    for (share, value) in [(0, 1), (0.05, 1.15), (0.25, 1.75), (0.5, 2.5), (0.95, 3.85), (1, 4)] {
      #expect(abs(found.quantile(share) - value) < 1e-12, "\(share)")
    }
    #expect(Distribution([7])?.quantile(0.3) == 7)
    #expect(Distribution([]) == nil)
  }
}
