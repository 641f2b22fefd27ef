import Testing

@testable import LineEditing

struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

  private func keys(_ bytes: [UInt8]) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.keys(for: bytes)
  }

  @Test func lettersOfOneAndMoreBytes() {
    #expect(keys("aß猫🙂") == [.text("a"), .text("ß"), .text("猫"), .text("🙂")])
  }

  @Test(arguments: [
    ("\r", Key.enter), ("\n", .enter), ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{1}", .home), ("\u{5}", .end),
    ("\u{B}", .deleteToEnd), ("\u{15}", .deleteToStart), ("\u{17}", .deleteWord), ("\u{3}", .interrupt),
    ("\u{4}", .endOfInput), ("\u{C}", .clearScreen), ("\u{1A}", .suspend), ("\u{1C}", .quit), ("\u{1B}[A", .up),
    ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left), ("\u{1B}OA", .up), ("\u{1B}OD", .left),
    ("\u{1B}[H", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home), ("\u{1B}[4~", .end), ("\u{1B}[3~", .delete),
    ("\u{1B}[1;5C", .wordRight), ("\u{1B}[1;5D", .wordLeft), ("\u{1B}b", .wordLeft), ("\u{1B}f", .wordRight),
    ("\u{1B}\u{7F}", .deleteWord),
  ])
  func keysOfEveryKind(bytes: String, key: Key) {
    #expect(keys(bytes + "x") == [key, .text("x")])
  }

  @Test func unknownKeysDoNothing() {
    #expect(keys("\u{1B}[15~\u{1B}[200;3u\u{1B}x\u{0}\u{1B}OPa") == [.text("a")])
    #expect(keys([0x80, 0xFF, 0xC3, 0x41, 0xE7, 0x8C, 0x42]) == [.text("A"), .text("B")])
    #expect(keys("\u{1B}[" + String(repeating: "1", count: 40)) == [])
  }

  @Test func aPasteIsOneTextOfSeveralLines() {
    #expect(
      keys("\u{1B}[200~one\r\ntwo\rthree\u{1B}[A\u{7}\t猫\u{1B}[201~\r") == [.text("one\ntwo\nthree[A\t猫"), .enter])
    #expect(keys("\u{1B}[200~\u{1B}[201~") == [])
  }

  /// However the bytes come, the keys are the same.
  @Test func bytesMayBeCutAnywhere() {
    let bytes = Array("aß猫\u{1B}[3~\u{1B}[1;5C\u{1B}[200~x\r猫y\u{1B}[20\u{1B}[201~z\u{1B}OD".utf8)
    let whole = keys(bytes)
    for cut in 0...bytes.count {
      var decoder = KeyDecoder()
      let found = decoder.keys(for: bytes[..<cut]) + decoder.keys(for: bytes[cut...])
      #expect(found == whole, "cut at \(cut)")
    }
    var decoder = KeyDecoder()
    #expect(bytes.flatMap { decoder.keys(for: [$0]) } == whole)
  }
}
