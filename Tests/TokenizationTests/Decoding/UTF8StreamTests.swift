import Randomness
import Testing

@testable import Tokenization

@Suite struct UTF8StreamTests {
  private func texts(_ chunks: [[UInt8]]) -> [String] {
    var stream = UTF8Stream()
    return chunks.map { stream.append($0) } + [stream.finish()]
  }

  @Test func charactersComeWhole() {
    #expect(texts([[0x61, 0xF0], [0x9F], [0x98], [0x80, 0x62]]) == ["a", "", "", "😀b", ""])
    #expect(texts([[0xC3], [0xA9]]) == ["", "é", ""])
  }

  @Test func bytesThatBecomeNothingAreReplacedAtOnce() {
    #expect(texts([[0x80], [0xFF, 0x61]]) == ["\u{FFFD}", "\u{FFFD}a", ""])
    #expect(texts([[0xE0], [0x80], [0x61]]) == ["", "\u{FFFD}\u{FFFD}", "a", ""])
  }

  @Test func aCharacterLeftUnfinishedIsReplacedAtTheEnd() {
    #expect(texts([[0x61, 0xE2, 0x82]]) == ["a", "\u{FFFD}"])
    #expect(texts([]) == [""])
  }

  @Test func chunksDoNotMatter() {
    var random = RandomSource(seed: 41, stream: 0)
    for round in 0..<200 {
      let bytes = round % 2 == 0 ? RandomText.bytes(60, &random) : RandomText.pieces(40, &random)
      let whole = String(decoding: bytes, as: UTF8.self)
      #expect(texts(bytes.map { [$0] }).joined() == whole)
      #expect(texts(bytes.chunked(upTo: 5, &random)).joined() == whole)
    }
  }
}
