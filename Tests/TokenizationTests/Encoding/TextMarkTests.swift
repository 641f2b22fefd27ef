import Testing

@testable import Tokenization

/// Marks between texts.
@Suite struct TextMarkTests {
  /// Bytes, two merges, and two special tokens, one of them a beginning of the other.
  private static func vocabulary(_ pattern: SplitPattern = .gpt2) throws -> Vocabulary {
    let bytes = (0...255).map { [UInt8($0)] }
    return try Vocabulary(
      tokens: bytes + [Array("ab".utf8), Array("abab".utf8), Array("<|e|>".utf8), Array("<|e|><|e|>".utf8)],
      merges: [
        Merge(left: Array("a".utf8), right: Array("b".utf8)), Merge(left: Array("ab".utf8), right: Array("ab".utf8)),
      ],
      specialTokens: [Array("<|e|>".utf8), Array("<|e|><|e|>".utf8)], pattern: pattern)
  }

  /// The ids, the text between marks encoded by itself.
  private func slow(_ text: [UInt8], _ encoder: Encoder) -> [TokenID] {
    var ids: [TokenID] = []
    var piece: [UInt8] = []
    for byte in text {
      guard let mark = TextMark(rawValue: byte) else {
        piece.append(byte)
        continue
      }
      ids += encoder.encode(piece) + [mark.id]
      piece = []
    }
    return ids + encoder.encode(piece)
  }

  @Test(arguments: [SplitPattern.gpt2, .o200k, .none]) func textsBetweenMarksStandAlone(_ pattern: SplitPattern) throws
  {
    let vocabulary = try Self.vocabulary(pattern)
    let (plain, marked) = (try Encoder(vocabulary), try Encoder(vocabulary, readsMarks: true))
    let (b, p, c) = (TextMark.border.rawValue, TextMark.prompt.rawValue, TextMark.completion.rawValue)
    let texts: [[UInt8]] = [
      [p], [p, c], Array("abab".utf8), [p] + Array("ab".utf8) + [c] + Array("ab".utf8),
      Array("<|e".utf8) + [b] + Array("|>".utf8), Array("<|e|>".utf8) + [c] + Array("<|e|>".utf8),
      Array("<|e|><|e|>".utf8) + [b], Array("ab ab\n\n".utf8) + [p] + Array("\n ab é".utf8) + [c, b, p],
    ]
    for text in texts {
      #expect(marked.encode(text) == slow(text, plain), "\(text)")
      #expect(TextMark.without(marked.encode(text)) == slow(text, plain).filter { $0 < 1 << 30 })
    }
  }

  /// Nothing else reads them: to others they are bytes that are no UTF-8.
  @Test func othersReadBytes() throws {
    let encoder = try Encoder(Self.vocabulary())
    #expect(encoder.encode([0xFE]) == [0xFE] && encoder.encode([0xFD, 0xFF]) == [0xFD, 0xFF])
  }

  @Test func idsAndMarks() {
    for mark in TextMark.allCases { #expect(TextMark(id: mark.id) == mark) }
    #expect(TextMark(id: 0xFE) == nil && TextMark(id: (1 << 30) + 1) == nil)
  }
}
