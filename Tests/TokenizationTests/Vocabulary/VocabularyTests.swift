import Testing

@testable import Tokenization

@Suite struct VocabularyTests {
  private let bytes = (UInt8.min...UInt8.max).map { [$0] }

  private func merge(_ left: String, _ right: String) -> Merge {
    Merge(left: Array(left.utf8), right: Array(right.utf8))
  }

  @Test func idsMayBeInAnyOrder() throws {
    let tokens = [Array("ab".utf8)] + bytes.reversed() + [Fixtures.endOfText, Array("abc".utf8)]
    let vocabulary = try Vocabulary(
      tokens: tokens, merges: [merge("a", "b"), merge("ab", "c")], specialTokens: [Fixtures.endOfText])
    #expect(vocabulary.count == 259)
    #expect(vocabulary.id(of: Array("ab".utf8)) == 0)
    #expect(vocabulary.id(of: [255]) == 1)
    #expect(vocabulary.id(of: Array("bc".utf8)) == nil)
    #expect(vocabulary.specialTokenIDs == [257])
    #expect(vocabulary.longestToken.id == 258)
  }

  @Test func gpt2() throws {
    let vocabulary = try Fixtures.gpt2.get()
    #expect(vocabulary.count == 50_257)
    #expect(vocabulary.id(of: Array("!".utf8)) == 0)
    #expect(vocabulary.id(of: Array(" the".utf8)) == 262)
    #expect(vocabulary.specialTokenIDs == [50_256])
  }

  @Test func partsThatDoNotFitAreRefused() {
    let ab = [Array("ab".utf8)]
    let many = bytes + [[UInt8]](repeating: ab[0], count: 2_096_897)
    let cases: [([[UInt8]], [Merge], [[UInt8]], TokenizationError)] = [
      (many, [], [], .tooManyTokens(count: 2_097_153)),
      (Array(bytes.dropLast()), [], [], .missingByte(255)),
      (bytes + [[]], [], [], .emptyToken(id: 256)),
      (bytes + [[7]], [], [], .duplicateToken(bytes: [7], first: 7, second: 256)),
      (bytes, [merge("a", "b")], [], .mergeNotInVocabulary(index: 0, part: Array("ab".utf8))),
      (bytes + [Array("abc".utf8)], [merge("ab", "c")], [], .mergeNotInVocabulary(index: 0, part: Array("ab".utf8))),
      (bytes + ab, [merge("a", "b"), merge("a", "b")], [], .duplicateMerge(first: 0, second: 1)),
      (bytes + ab, [], [], .unreachableToken(bytes: ab[0], id: 256)),
      (bytes, [], ab, .specialTokenNotInVocabulary(ab[0])),
      (bytes + ab, [], ab + ab, .duplicateSpecialToken(ab[0])),
      (bytes, [], [[]], .emptySpecialToken),
    ]
    for (tokens, merges, specialTokens, expected) in cases {
      #expect(throws: expected) { try Vocabulary(tokens: tokens, merges: merges, specialTokens: specialTokens) }
    }
  }
}
