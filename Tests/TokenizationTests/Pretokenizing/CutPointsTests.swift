import Randomness
import Testing

@testable import Tokenization

@Suite struct CutPointsTests {
  private func reader(_ text: [UInt8]) -> (Range<Int>) -> [UInt8] {
    { Array(text[$0]) }
  }

  @Test(arguments: [
    ("one two", 1, 3), ("one two", 3, 3), ("one two", 4, 7), ("one  two", 4, 8), ("a\u{A0}b", 1, 1),
    ("a\u{3000} b", 2, 6),
    ("é b", 1, 2), ("日本\u{3000}x", 1, 6), ("abc", 0, 0), ("abc", 1, 3), ("", 0, 0), ("ab<|endoftext|>cd ", 3, 15),
    ("ab<|endoftext|>cd ", 16, 17), ("a x|y b c", 2, 7), ("a\u{2003}b", 2, 5),
    ("a\u{85}b", 1, 1), ("a\u{1680}b", 1, 1), ("a\u{205F}b", 1, 1), ("aé日b\u{B}c", 1, 7),
  ])
  func firstSafePlace(text: String, offset: Int, expected: Int) {
    let bytes = Array(text.utf8)
    let cuts = CutPoints(specialTokens: [Fixtures.endOfText, Array(" x|y b".utf8)])
    #expect(cuts.next(atOrAfter: offset, size: bytes.count, read: reader(bytes)) == expected)
  }

  /// `<e>` after `<e><` in a longer token: whether it matches depends on what came before.
  @Test func overlappingSpecialTokensAreNotCut() {
    let tokens = ["<e>", "<e><e>", "e><", "> "].map { Array($0.utf8) }
    let text = Array("a<e><e><e> b<e>c".utf8)
    let cuts = CutPoints(specialTokens: tokens)
    for offset in 1..<text.count {
      let cut = cuts.next(atOrAfter: offset, size: text.count, read: reader(text))
      expectSamePieces(text, [0..<cut, cut..<text.count], tokens)
    }
  }

  @Test(arguments: SplitPattern.allCases, 0..<3)
  func cutTextsGiveThePiecesOfTheWhole(pattern: SplitPattern, seed: UInt64) {
    var random = RandomSource(seed: seed, stream: 2)
    let tokens = PretokenStreamTests.specialTokens + [Array("> <".utf8), Array("aa".utf8)]
    for round in 0..<80 {
      let text = round % 3 == 0 ? RandomText.bytes(150, &random) : RandomText.pieces(70, &random)
      let parts = Int(random.below(20)) + 1
      let plan = CutPoints(pattern, specialTokens: tokens).plan(parts: parts, size: text.count, read: reader(text))
      #expect(plan.count == parts)
      expectSamePieces(text, plan, tokens, pattern)
    }
  }

  /// Every place that the rule allows, in all short texts over characters that patterns and the rule tell apart: the
  /// pieces of both halves, by the regular expressions, are those of the whole.
  @Test(arguments: SplitPattern.allCases)
  func everyPlaceThatIsAllowed(pattern: SplitPattern) {
    let rule = CutRule(pattern)
    let alphabet = Array("aB漢1!/\u{301}' \n\u{1}".unicodeScalars)
    var texts: [[Unicode.Scalar]] = [[]]
    var allowed = 0
    for length in 1...4 {
      texts = texts.flatMap { text in alphabet.map { text + [$0] } }
      guard length > 1 else { continue }
      for text in texts {
        let bytes = text.map { Array(String($0).utf8) }
        let whole = Array(bytes.joined())
        for place in 1..<length {
          let left = Array(bytes[..<place].joined())
          let right = Array(bytes[place...].joined())
          let isAllowed = whole.withUnsafeBufferPointer { whole in
            whole.baseAddress.map {
              rule.allows(
                .init(endingAt: $0 + left.count, count: left.count), .init(at: $0 + left.count, limit: right.count))
            } ?? false
          }
          guard isAllowed else { continue }
          allowed += 1
          let halves = PretokenStreamTests.fast([left], [], pattern) + PretokenStreamTests.fast([right], [], pattern)
          if halves != PretokenStreamTests.fast([whole], [], pattern) {
            Issue.record("\(pattern): \(String(decoding: left, as: UTF8.self).debugDescription) | \(right)")
          }
        }
      }
    }
    #expect((allowed == 0) == (pattern == .none))
  }

  @Test func plansCoverTheText() {
    let text = Array(repeatElement(Array("some words of text\n".utf8), count: 50_000).joined())
    let plan = CutPoints(specialTokens: []).plan(parts: 64, size: text.count, read: reader(text))
    #expect(plan.first?.lowerBound == 0)
    #expect(plan.last?.upperBound == text.count)
    #expect(zip(plan, plan.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(plan.allSatisfy { abs($0.count - text.count / 64) < 20 })
  }

  /// No safe place for a long way: the windows grow, and the part takes it all.
  @Test func aWordWithoutEndIsNotCut() {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 300_000) + Array(" b".utf8)
    let cuts = CutPoints(specialTokens: [Fixtures.endOfText])
    #expect(
      cuts.plan(parts: 3, size: text.count, read: reader(text)) == [0..<300_000, 300_000..<300_000, 300_000..<300_002])
  }

  private func expectSamePieces(
    _ text: [UInt8], _ plan: [Range<Int>], _ tokens: [[UInt8]], _ pattern: SplitPattern = .gpt2
  ) {
    let parts = plan.flatMap { PretokenStreamTests.fast([Array(text[$0])], tokens, pattern) }
    #expect(parts == PretokenStreamTests.fast([text], tokens, pattern), "\(plan) of \(text)")
  }
}
