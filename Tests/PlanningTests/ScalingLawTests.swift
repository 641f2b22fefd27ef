import Testing

@testable import Planning

@Suite struct ScalingLawTests {
  @Test func isThePublishedLawWhileNothingRepeats() {
    // 521 / 1e6^0.353 + 1488 / 2e7^0.353 + 1.87, by hand.
    let loss = ScalingLaw.loss(parameters: 1e6, tokens: 2e7, text: 1e9)
    #expect(abs(loss - (1.87 + 521 / 131.2194 + 1488 / 377.8)) < 0.01, "\(loss)")
  }

  @Test func aboutTwentyTokensToAParameter() {
    #expect(abs(ScalingLaw.tokensPerParameter - 19.5) < 0.2)
    // For a budget the law is lowest there.
    func loss(_ parameters: Double) -> Double {
      ScalingLaw.loss(parameters: parameters, tokens: 2e13 / 6 / parameters, text: 1e12)
    }
    let best = (2e13 / 6 / ScalingLaw.tokensPerParameter).squareRoot()
    #expect(loss(best) < loss(best * 1.3) && loss(best) < loss(best / 1.3))
  }

  @Test func repeatingIsWorthLessThanNewText() {
    let (repeated, new) = (
      ScalingLaw.loss(parameters: 1e5, tokens: 4e7, text: 1e6), ScalingLaw.loss(parameters: 1e5, tokens: 4e7, text: 1e8)
    )
    #expect(repeated > new)
    #expect(
      ScalingLaw.loss(parameters: 1e5, tokens: 4e6, text: 1e6)
        < ScalingLaw.loss(parameters: 1e5, tokens: 1e6, text: 1e6))
  }
}
