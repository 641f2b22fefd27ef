import Testing

@testable import Formats

@Suite struct ByteAlphabetTests {
  @Test func everyByteHasACharacterOfItsOwn() {
    let texts = (0...255).map { ByteAlphabet.text([UInt8($0)]) }
    #expect(Set(texts).count == 256)
    #expect(texts.allSatisfy { $0.unicodeScalars.count == 1 })
    for byte in UInt8.min...UInt8.max { #expect(ByteAlphabet.decode(texts[Int(byte)].utf8) == [byte]) }
  }

  /// From GPT-2's vocabulary: space, line feed, NUL, soft hyphen and the bytes of "é".
  @Test func knowsGPT2sCharacters() {
    #expect(ByteAlphabet.text(" the\n".utf8) == "ĠtheĊ")
    #expect(ByteAlphabet.text([0]) == "Ā")
    #expect(ByteAlphabet.text([0xAD]) == "Ń")
    #expect(ByteAlphabet.text("é".utf8) == "Ã©")
    #expect(ByteAlphabet.text([0x7F, 0xA0]) == "ġł")
  }

  @Test(arguments: [" ", "a b", "\n", "Ņ", "日", "😀", "\u{0}"])
  func otherCharactersAreNotInIt(_ text: String) {
    #expect(ByteAlphabet.decode(text.utf8) == nil)
  }
}
