import Testing

@testable import Tokenization

@Suite struct SpecialTokenMatcherTests {
  private func next(_ tokens: [String], _ text: String, endsText: Bool = true) -> SpecialTokenMatcher.Outcome? {
    let matcher = SpecialTokenMatcher(tokens.map { Array($0.utf8) })
    let bytes = Array(text.utf8) + [0]
    return bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { matcher.next(in: $0, from: 0, to: bytes.count - 1, endsText: endsText) }
    }
  }

  @Test func theLongestMatchWins() {
    #expect(next(["<a>", "<a><a>"], "x<a><a><a>") == .match(position: 1, index: 1))
    #expect(next(["<a>", "<a><a>"], "x<a><b>") == .match(position: 1, index: 0))
  }

  @Test func theLeftmostMatchWins() {
    #expect(next(["bcd", "ab"], "xabcd") == .match(position: 1, index: 1))
  }

  @Test func anUnfinishedTokenIsUndecided() {
    #expect(next(["<end>"], "text<en", endsText: false) == .undecided(position: 4))
    #expect(next(["<end>"], "text<en") == SpecialTokenMatcher.Outcome.none)
    #expect(next(["<a>", "<a><a>"], "x<a><", endsText: false) == .undecided(position: 1))
    #expect(next(["<a>", "<a><a>"], "x<a><") == .match(position: 1, index: 0))
  }

  @Test func noTokensMatchNothing() {
    #expect(next([], "text") == SpecialTokenMatcher.Outcome.none)
  }
}
