import Testing

@testable import Formats

/// Tokens are read in eights where they are plain: every unit at every place among them.
@Suite struct PlainTokenReaderTests {
  private let letters = Array("abcdefghijklmnopqrstuvwxyz".utf8)

  /// What the reader takes from `text` and where it stands then; nil if it leaves the text to others.
  private func read(_ text: [UInt8], end: UInt8, hasEscapes: Bool) -> (token: [UInt8], position: Int)? {
    text.withUnsafeBytes { bytes in
      PlainTokenReader.read(bytes) { reader in
        guard let token = reader.token(endingWith: end, hasEscapes: hasEscapes) else { return nil }
        return (Array(token), reader.position)
      }
    }
  }

  /// By the definition: what stands before the first `end` is UTF-8, in the byte alphabet.
  private func slow(_ text: [UInt8], end: UInt8) -> (token: [UInt8], position: Int)? {
    guard let place = text.firstIndex(of: end),
      text[..<place].withUnsafeBytes({ UTF8Validation.firstInvalid($0) }) == nil,
      let token = ByteAlphabet.decode(text[..<place]), !token.isEmpty
    else { return nil }
    return (token, place + 1)
  }

  @Test(arguments: [UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "\n")])
  func everyByteAtEveryPlace(end: UInt8) {
    var taken = 0
    for length in [1, 7, 8, 9, 15, 16, 17, 25] {
      for place in 0..<length {
        for byte in UInt8.min...UInt8.max {
          for next in [end, 0xA0, UInt8(ascii: "z")] {
            var text = Array(letters[..<length])
            text[place] = byte
            if place + 1 < length { text[place + 1] = next }
            text += [end] + letters
            // A line may end as on Windows.
            if end == 0x0A, let stop = text.firstIndex(of: end), stop > 0, text[stop - 1] == 0x0D { continue }
            let (found, expected) = (read(text, end: end, hasEscapes: false), slow(text, end: end))
            #expect(found?.token == expected?.token && found?.position == expected?.position, "\(text)")
            if found != nil { taken += 1 }
          }
        }
      }
    }
    #expect(taken > 10_000)
  }

  @Test func escapesAtEveryPlace() {
    for place in 0...20 {
      for (escape, byte) in [(#"\""#, UInt8(ascii: "\"")), (#"\\"#, UInt8(ascii: "\\")), (#"\u0120"#, 0x20)] {
        let text = letters[..<place] + Array(escape.utf8) + letters[place...] + Array("\",".utf8)
        let found = read(Array(text), end: UInt8(ascii: "\""), hasEscapes: true)
        #expect(found?.token == letters[..<place] + [byte] + letters[place...])
        #expect(found?.position == text.count - 1)
      }
    }
  }

  @Test func aTokenThatIsTooLongIsLeftToOthers() {
    for more in -9...9 {
      let token = [UInt8](repeating: UInt8(ascii: "x"), count: PlainTokenReader.longest + more)
      let found = read(token + Array("\"".utf8), end: UInt8(ascii: "\""), hasEscapes: true)
      #expect(found?.token == (more <= 0 ? token : nil))
    }
  }
}
