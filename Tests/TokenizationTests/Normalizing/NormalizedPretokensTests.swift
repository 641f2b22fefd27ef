import Foundation
import Randomness
import Testing

@testable import Tokenization

/// Texts that are normalised between special tokens.
@Suite struct NormalizedPretokensTests {
  private static let specials = [Fixtures.endOfText, Array("<|e\u{301}|>".utf8)]

  private static let vocabulary = Result { () throws -> (plain: Vocabulary, composed: Vocabulary) in
    let merges = try Fixtures.merges("tongues")
    let tokens = specials + (UInt8.min...UInt8.max).map { [$0] } + merges.map(\.product)
    let make = { (normalization: TextNormalization) in
      try Vocabulary(tokens: tokens, merges: merges, specialTokens: specials, normalization: normalization)
    }
    return (try make(.none), try make(.composed))
  }

  @Test func textIsComposedBetweenSpecialTokens() throws {
    let (plain, composed) = try Self.vocabulary.get()
    // The text of the second special token is not composed itself; the mark after the first stays alone.
    let text = "re\u{301}sume\u{301}<|endoftext|>\u{338} A\u{30A} <|e\u{301}|>e\u{301}"
    let parts = ["résumé", "\u{338} Å ", "é"].map { Encoder(loaded: plain).encode($0) }
    #expect(Encoder(loaded: composed).encode(text) == parts[0] + [0] + parts[1] + [1] + parts[2])
  }

  @Test func theTokensDoNotDependOnTheChunks() throws {
    let (plain, composed) = try Self.vocabulary.get()
    let encoder = Encoder(loaded: composed)
    var random = RandomSource(seed: 63, stream: 0)
    let letters = ["e", "o", " ", "\u{301}", "\u{327}", "한", "ᄒ", "ᅡ", "ᆫ", "<|endoftext|>", "<|", "\n", "日", "’s"]
    for _ in 0..<100 {
      let text = (0..<60).map { _ in letters[Int(random.below(UInt64(letters.count)))] }.joined()
      let expected = text.components(separatedBy: "<|endoftext|>")
        .map { Encoder(loaded: plain).encode($0.precomposedStringWithCanonicalMapping) }.joined(separator: [0])
      let stream = EncodingStream(encoder)
      var ids: [TokenID] = []
      for chunk in Array(text.utf8).chunked(upTo: 9, &random) {
        chunk.withUnsafeBytes { stream.append($0) { ids += $0.tokens } }
      }
      stream.finish { ids += $0.tokens }
      #expect(ids == Array(expected), "\(text.debugDescription)")
    }
  }

  /// Ends of documents are told in bytes of the text as it came.
  @Test func theEndOfTheLastSeparatorIsInTheTextItself() throws {
    for vocabulary in [try Self.vocabulary.get().plain, try Self.vocabulary.get().composed] {
      let stream = EncodingStream(try Encoder(vocabulary, separator: Fixtures.endOfText))
      for part in ["e\u{301}e\u{301}<|endo", "ftext|>e\u{301}", "x"] {
        Array(part.utf8).withUnsafeBytes { stream.append($0) { _ in } }
      }
      stream.finish { _ in }
      #expect(stream.endOfSeparator == 6 + 13)
    }
  }

  /// Marks without end: linear time, whatever the chunks.
  @Test func aLetterMayHaveManyMarks() throws {
    let (plain, composed) = try Self.vocabulary.get()
    let text = "a" + String(repeating: "\u{327}\u{328}", count: 50_000)
    let expected = Encoder(loaded: plain).encode(text.precomposedStringWithCanonicalMapping)
    #expect(Encoder(loaded: composed).encode(text) == expected)
  }
}
