import TestSupport
import Testing

@testable import Formats

/// Files that went through an editor on Windows: other line ends, and a byte order mark.
@Suite struct LineEndsTests {
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let merges = String(decoding: MergesText.text(SmallTokenizer.merges), as: UTF8.self)
  private static let windows = merges.replacing("\n", with: "\r\n")

  static let texts: [[UInt8]] = [
    Array(windows.utf8), mark + Array(merges.utf8), mark + Array(windows.utf8),
    Array(windows.dropFirst("#version: 0.2\r\n".count).utf8), Array(windows.utf8.dropLast(2)),
    Array(merges.replacing("h e\n", with: "h e\r\n").utf8),
  ]

  @Test(arguments: texts)
  func mergesAreTheSame(_ text: [UInt8]) throws {
    let own = try SmallTokenizer.make()
    let index = TokenIndex(own.tokens)
    try text.withUnsafeBytes { bytes in
      let strict = try MergesText.parse(bytes, path: "merges.txt")
      #expect(strict == SmallTokenizer.merges)
      // Without a last line feed the file is not plain.
      let plain = MergesText.parsePlain(bytes, index)
      #expect(plain.map { $0.map(\.pair) } == (text.last == 0x0A ? own.mergeIDs.map(\.pair) : nil))
    }
    let folder = try TestFolder()
    _ = try own.write(to: folder.path)
    let loaded = try TokenizerFiles.load(
      vocabulary: folder.file("vocab.json"), merges: try folder.write(text, to: "windows.txt"),
      specialTokens: [SmallTokenizer.special])
    #expect(loaded.digest == own.digest)
  }

  @Test func jsonMayHaveAMark() throws {
    let folder = try TestFolder()
    let own = try SmallTokenizer.make()
    _ = try own.write(to: folder.path)
    for name in ["vocab.json", "merges.json", "tokenizer.json"] {
      let windows = String(decoding: try folder.bytes(name), as: UTF8.self).replacing("\n", with: "\r\n")
      try folder.write(Self.mark + Array(windows.utf8), to: name)
      #expect(try TokenizerFiles.load(directory: folder.path) == own)
    }
    try Self.vocabulary.withUnsafeBytes { text in
      #expect(VocabularyJSON.plainIndex(text, specialTokens: [])?.tokens == own.tokens)
      let strict = try VocabularyJSON.strictIndex(text, specialTokens: [], path: "vocab.json")
      #expect(strict.tokens == own.tokens)
    }
    try (Self.mark + MergesJSON.text(SmallTokenizer.merges)).withUnsafeBytes { text in
      let strict = try MergesJSON.parse(text, path: "merges.json")
      #expect(strict == SmallTokenizer.merges)
      #expect(MergesJSON.parsePlain(text, TokenIndex(own.tokens))?.count == 3)
    }
  }

  private static let vocabulary = mark + VocabularyJSON.text(SmallTokenizer.tokens)

  /// Places in a message count from the start of the file.
  @Test func aMistakeAfterAMarkIsFound() throws {
    let text = Self.mark + Array("{\"a\" 0}".utf8)
    let error = FormatError.json(
      path: "vocab.json", .syntax(offset: 8, .unexpectedByte(UInt8(ascii: "0"), expected: "':'")))
    #expect(throws: error) {
      try text.withUnsafeBytes { try VocabularyJSON.strictIndex($0, specialTokens: [], path: "vocab.json") }
    }
  }

  @Test(arguments: [
    ("h e\rĠ t\r", "line 1"), ("h e\n\rĠ t\n", "line 2"), ("h e\r\r\n", "line 1"), ("h e\r\nĠ t\r", "line 2"),
    ("h\re\n", "line 1"),
  ])
  func aCarriageReturnAloneEndsNoLine(_ text: String, _ place: String) throws {
    let folder = try TestFolder()
    try folder.write(VocabularyJSON.text(SmallTokenizer.tokens), to: "vocab.json")
    try folder.write(text, to: "merges.txt")
    #expect(
      message(folder) { _ = try TokenizerFiles.load(directory: folder.path) }
        == "merges.txt: \(place) has a carriage return that ends no line (expected lines that end with LF, or with CR "
        + "and LF); save the file with such line ends")
  }
}
