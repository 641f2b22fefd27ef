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

  static func reference(_ text: [UInt8], _ specialTokens: [[UInt8]], _ pattern: SplitPattern = .gpt2) -> [Piece] {
    SpecialTokenReference.pieces(of: text, specialTokens: specialTokens).flatMap { piece in
      switch piece {
      case .special(let index): [Piece.special(index)]
      case .text(let plain): PretokenReference.pretokens(of: plain, by: pattern.regexes).map(Piece.pretoken)
      }
    }
  }

  static func fast(
    _ chunks: [[UInt8]], _ specialTokens: [[UInt8]], _ pattern: SplitPattern = .gpt2,
    kernels: TokenizerKernels = .best
  ) -> [Piece] {
    let scanner = PretokenScanner(pattern, kernels: kernels)
    let stream = PretokenStream(specialTokens: SpecialTokenMatcher(specialTokens), scanner: scanner)
    var pieces: [Piece] = []
    var parts: [UInt8] = []
    let visit = { (piece: TextPiece) in
      switch piece {
      case .specialToken(let index): pieces.append(.special(index))
      case .part(let part): parts += part
      case .pretokens(let batch):
        var start = batch.start
        for end in batch.ends {
          pieces.append(.pretoken(parts + UnsafeBufferPointer(start: batch.text + start, count: end - start)))
          (start, parts) = (end, [])
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
    "HTTPServer aB Ab AB", "漢Ab漢A", "A漢'sB'LL'x", "!\n/!x", "!\u{301}a", "x'ſy", "1234567 12a٣٤٥٦", "(a ((a (é «a",
    "\u{1}\u{2}a \u{1}", "日本・゠\u{3040}か1日", "\n  \n  a  ", "a\n\n\n b  \n",
  ])
  func patternsOnSmallTexts(text: String) {
    let bytes = Array(text.utf8)
    for pattern in SplitPattern.allCases {
      #expect(
        Self.fast([bytes], Self.specialTokens, pattern) == Self.reference(bytes, Self.specialTokens, pattern),
        "\(pattern)")
    }
  }

  @Test(arguments: SplitPattern.allCases, 0..<4)
  func randomTextsInRandomChunks(pattern: SplitPattern, seed: UInt64) {
    var random = RandomSource(seed: seed, stream: 1)
    for round in 0..<60 {
      let text = RandomText.any(of: round, 80, &random)
      let expected = Self.reference(text, Self.specialTokens, pattern)
      #expect(Self.fast([text], Self.specialTokens, pattern) == expected)
      #expect(Self.fast(text.map { [$0] }, Self.specialTokens, pattern) == expected)
      #expect(Self.fast(text.chunked(upTo: 9, &random), Self.specialTokens, pattern) == expected)
    }
  }

  /// Every instruction set that this machine runs, at every offset from the blocks of 64 bytes.
  @Test(arguments: TokenizerKernels.here, SplitPattern.allCases)
  func instructionSetsAgree(name: String, pattern: SplitPattern) throws {
    let kernels = try #require(TokenizerKernels(instructionSet: name))
    var random = RandomSource(seed: 11, stream: 2)
    for round in 0..<80 {
      let text = RandomText.any(of: round, 200, &random)
      let expected = Self.reference(text, [], pattern)
      #expect(Self.fast([text], [], pattern, kernels: kernels) == expected)
      #expect(Self.fast(text.chunked(upTo: 200, &random), [], pattern, kernels: kernels) == expected)
    }
  }

  /// What a block of 64 bytes must know of its neighbours: each fragment across the boundary, in each position.
  @Test(arguments: TokenizerKernels.here, SplitPattern.allCases)
  func fragmentsAcrossBlocks(name: String, pattern: SplitPattern) throws {
    let kernels = try #require(TokenizerKernels(instructionSet: name))
    let fragments = [
      "'ll", "'s", "'re!", "\u{3000}", "\u{A0} ", " \u{2003}\u{2003}a", "\n \u{85}b", "𝒳é", "  ", " 1", "日1", "\t\t'd",
      "\r\n  \n", "!\n/", "A漢A", "b'ſ'", "—a", "1٣٤5", "\u{1}\u{378}", "\u{301}B", "・\u{3040}日",
    ]
    for fragment in fragments {
      for lead in 58..<66 {
        for after in ["", " ", "x", "\u{3000}", "'"] {
          for filler in ["a", " ", "é", "!", "1", "\n"] {
            let text = Array(String(repeating: filler, count: lead).utf8) + Array((fragment + after).utf8)
            let expected = Self.reference(text, [], pattern)
            #expect(Self.fast([text], [], pattern, kernels: kernels) == expected)
            #expect(
              Self.fast([Array(text.prefix(64)), Array(text.dropFirst(64))], [], pattern, kernels: kernels) == expected)
          }
        }
      }
    }
  }

  /// All short texts over characters that a pattern tells apart.
  @Test(arguments: [
    (SplitPattern.gpt2, "al1! \n'\u{A0}"), (.gpt4, "aſ1! \n\t's"), (.llama3, "aS1! \n\t's"), (.qwen2, "a١1! \n\t"),
    (.digits2, "a1²! \n\t"), (.o200k, "aA漢\u{301}!/\n 's"), (.deepseek, "aé漢・\u{3040}!«\n 1\u{1}\u{378}"),
    (.whitespace, "a! \n\u{3000}"), (.none, "a \n"),
  ])
  func everyShortText(pattern: SplitPattern, characters: String) {
    var texts: [[UInt8]] = [[]]
    for _ in 0..<4 {
      texts = texts.flatMap { text in characters.unicodeScalars.map { text + Array(String($0).utf8) } }
      for text in texts {
        let expected = Self.reference(text, [], pattern)
        if Self.fast([text], [], pattern) != expected {
          Issue.record("\(pattern): \(String(decoding: text, as: UTF8.self).debugDescription)")
        }
      }
    }
  }

  @Test func unknownInstructionSet() {
    #expect(TokenizerKernels(instructionSet: "abacus").map { _ in true } == nil)
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
  @Test(arguments: ["a", " ", "!", "7", "é", "\u{3000}", "\n", "漢"], SplitPattern.allCases)
  func giantPretokens(character: String, pattern: SplitPattern) {
    let unit = Array(character.utf8)
    let text = Array(repeatElement(unit, count: 2_000_000 / unit.count).joined())
    let whole = Self.fast([text], [], pattern)
    let group = [SplitPattern.gpt4: 3, .llama3: 3, .o200k: 3, .deepseek: 3, .digits2: 2, .qwen2: 1][pattern]
    #expect(whole.count == (character == "7" ? group.map { (2_000_000 + $0 - 1) / $0 } ?? 1 : 1))
    let chunks = stride(from: 0, to: text.count, by: 4096).map { Array(text[$0..<min($0 + 4096, text.count)]) }
    #expect(Self.fast(chunks, [], pattern) == whole)
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
