import Testing

@testable import Tokenization

/// Vocabularies whose ids have gaps.
@Suite struct UnusedIDsTests {
  /// The bytes, a gap, a merge, another gap, a special token.
  private func vocabulary() throws -> Vocabulary {
    let tokens: [[UInt8]] =
      (UInt8.min...UInt8.max).map { [$0] } + [[], Array("ab".utf8), [], [], Array("<|end|>".utf8)]
    let list = TokenBytes(tokens)
    return try Vocabulary(
      checkedBytes: list.bytes, starts: list.starts, merges: [.init(left: 97, right: 98, product: 257)],
      specialTokens: [260], pattern: .gpt2)
  }

  @Test func idsBeyondAGapAreTheTokensOwn() throws {
    let vocabulary = try vocabulary()
    #expect(vocabulary.count == 261)
    #expect(vocabulary.unusedIDs == [256, 258, 259])
    #expect(try Encoder(vocabulary).encode("ab<|end|>b") == [257, 260, 98])
    #expect(try Decoder(vocabulary).decode([257, 260, 98]) == Array("ab<|end|>b".utf8))
  }

  @Test func anUnusedIDIsRefused() throws {
    let decoder = Decoder(try vocabulary())
    #expect(throws: TokenizationError.unusedID(258, position: 1)) { try decoder.decode([97, 258]) }
    #expect(decoder.length(of: 258) == nil)
    #expect(decoder.length(of: 257) == 2)
  }
}
