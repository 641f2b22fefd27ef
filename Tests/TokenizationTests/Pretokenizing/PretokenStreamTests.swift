import Randomness
import Reference
import Testing

@testable import Tokenization

@Suite struct PretokenStreamTests {
  /// A piece with its bytes, to be compared.
  enum Piece: Equatable {
    case pretoken([UInt8])
    case special(Int)
  }

  static func reference(_ text: [UInt8], _ specialTokens: [[UInt8]]) -> [Piece] {
    SpecialTokenReference.pieces(of: text, specialTokens: specialTokens).flatMap { piece in
      switch piece {
      case .special(let index): [Piece.special(index)]
      case .text(let plain): PretokenReference.pretokens(of: plain).map(Piece.pretoken)
      }
    }
  }

  static func fast(
    _ chunks: [[UInt8]], _ specialTokens: [[UInt8]], scanner: PretokenScanner = .best
  ) -> [Piece] {
    let stream = PretokenStream(specialTokens: SpecialTokenMatcher(specialTokens), scanner: scanner)
    var pieces: [Piece] = []
    let visit = { (piece: TextPiece) in
      switch piece {
      case .specialToken(let index): pieces.append(.special(index))
      case .pretokens(let batch):
        var start = batch.start
        for end in batch.ends {
          pieces.append(.pretoken(Array(UnsafeBufferPointer(start: batch.text + start, count: end - start))))
          start = end
        }
      }
    }
    for chunk in chunks { chunk.withUnsafeBytes { stream.append($0, visit) } }
    stream.finish(visit)
    return pieces
  }

  static let specialTokens = ["<|endoftext|>", "<|endoftext|><|endoftext|>", "<| a b |>", "a  b"].map { Array($0.utf8) }

  @Test(arguments: [
    "", " ", "  ", "a", " a", "  a", "   a ", "\n\na", "\n a", " \n a", "a  \n", "it's", "it'll", "'ll", "'l", "'",
    "''s",
    "x'sy", "don't've", " 's", "'S", "a1b2", " 1", "  12 ", "a!b ?c", " ...a", "\u{A0}a", " \u{A0}a",
    "\u{3000}\u{3000}日本",
    "e\u{301}", "a\u{0}b", "½Ⅷ x²", "word-word_word", "\t\tif (x) {\r\n", "<|endoftext|", "a <|endoftext|> b",
  ])
  func patternOnSmallTexts(text: String) {
    let bytes = Array(text.utf8)
    #expect(Self.fast([bytes], Self.specialTokens) == Self.reference(bytes, Self.specialTokens))
  }

  @Test(arguments: 0..<8)
  func randomTextsInRandomChunks(seed: UInt64) {
    var random = RandomSource(seed: seed, stream: 1)
    for round in 0..<60 {
      let text =
        switch round % 4 {
        case 0: RandomText.bytes(120, &random)
        case 1: RandomText.scalars(80, &random)
        default: RandomText.pieces(60, &random)
        }
      let expected = Self.reference(text, Self.specialTokens)
      #expect(Self.fast([text], Self.specialTokens) == expected)
      #expect(Self.fast(text.map { [$0] }, Self.specialTokens) == expected)
      #expect(Self.fast(text.chunked(upTo: 9, &random), Self.specialTokens) == expected)
    }
  }

  /// Every instruction set that this machine runs, at every offset from the blocks of 64 bytes.
  @Test(arguments: PretokenScanner.here)
  func instructionSetsAgree(name: String) throws {
    let scanner = try #require(PretokenScanner(instructionSet: name))
    var random = RandomSource(seed: 11, stream: 2)
    for round in 0..<150 {
      let text =
        switch round % 3 {
        case 0: RandomText.bytes(300, &random)
        case 1: RandomText.scalars(150, &random)
        default: RandomText.pieces(150, &random)
        }
      let expected = Self.reference(text, [])
      #expect(Self.fast([text], [], scanner: scanner) == expected)
      #expect(Self.fast(text.chunked(upTo: 200, &random), [], scanner: scanner) == expected)
    }
  }

  /// What a block of 64 bytes must know of its neighbours: each fragment across the boundary, in each position.
  @Test(arguments: PretokenScanner.here)
  func fragmentsAcrossBlocks(name: String) throws {
    let scanner = try #require(PretokenScanner(instructionSet: name))
    let fragments = [
      "'ll", "'s", "'re!", "\u{3000}", "\u{A0} ", " \u{2003}\u{2003}a", "\n \u{85}b", "𝒳é", "  ", " 1", "日1", "\t\t'd",
    ]
    for fragment in fragments {
      for lead in 58..<66 {
        for after in ["", " ", "x", "\u{3000}", "'"] {
          for filler in ["a", " ", "é"] {
            let text = Array(String(repeating: filler, count: lead).utf8) + Array((fragment + after).utf8)
            let expected = Self.reference(text, [])
            #expect(Self.fast([text], [], scanner: scanner) == expected)
            #expect(Self.fast([Array(text.prefix(64)), Array(text.dropFirst(64))], [], scanner: scanner) == expected)
          }
        }
      }
    }
  }

  @Test func unknownInstructionSet() {
    #expect(PretokenScanner(instructionSet: "abacus").map { _ in true } == nil)
  }

  /// Longer than the stream's buffer and its batches.
  @Test func longTextsOfManyPretokens() {
    var random = RandomSource(seed: 5, stream: 0)
    let text = RandomText.pieces(200_000, &random)
    let whole = Self.fast([text], Self.specialTokens)
    #expect(whole == Self.fast(text.chunked(upTo: 100_000, &random), Self.specialTokens))
    #expect(whole.reduce(into: []) { $0 += Self.bytes($1) } == text)
  }

  /// One pretoken that is many times the buffer must neither be split nor take quadratic time.
  @Test(arguments: ["a", " ", "!", "7", "é", "\u{3000}"])
  func giantPretokens(character: String) {
    let unit = Array(character.utf8)
    let text = Array(repeatElement(unit, count: 2_000_000 / unit.count).joined())
    #expect(Self.fast([text], []).count == 1)
    let chunks = stride(from: 0, to: text.count, by: 4096).map { Array(text[$0..<min($0 + 4096, text.count)]) }
    #expect(Self.fast(chunks, []) == [.pretoken(text)])
  }

  /// Each `<` may start a special token; none does.
  @Test func manyBeginningsOfSpecialTokens() {
    let text = Array(repeatElement(Array("<|endoftext|".utf8), count: 100_000).joined())
    #expect(Self.fast([text], Self.specialTokens).reduce(into: 0) { $0 += Self.bytes($1).count } == text.count)
  }

  @Test func aStreamTakesTextAfterText() {
    let stream = PretokenStream(.gpt2, specialTokens: SpecialTokenMatcher([]))
    var counts: [Int] = []
    for text in ["half a wor", "", "d and more"] {
      var count = 0
      let visit = { (piece: TextPiece) in
        if case .pretokens(let batch) = piece { count += batch.count }
      }
      Array(text.utf8).withUnsafeBytes { stream.append($0, visit) }
      stream.finish(visit)
      counts.append(count)
    }
    #expect(counts == [3, 0, 3])
  }

  private static func bytes(_ piece: Piece) -> [UInt8] {
    switch piece {
    case .pretoken(let bytes): bytes
    case .special(let index): specialTokens[index]
    }
  }
}
