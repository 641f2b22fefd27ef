import Reference
import Testing

@testable import Tokenization

@Suite struct CharacterClassesTests {
  /// The tables come from tiktoken; the oracle's classes from Swift's standard library.
  @Test func everyScalarHasTheClassOfTheStandardLibrary() {
    var differing: [UInt32] = []
    for value in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let expected =
        switch PretokenReference.characterClass(of: scalar) {
        case .letter: CharacterClass.letter
        case .number: CharacterClass.number
        case .whitespace: CharacterClass.whitespace
        case .other: CharacterClass.other
        }
      if CharacterClasses.unicode[value] != expected { differing.append(value) }
    }
    #expect(differing == [])
  }

  @Test func versionIsNamed() {
    #expect(UnicodeClassRanges.version == "16.0.0")
  }

  @Test func asciiLettersAreCountedEightAtATime() {
    for byte in UInt8.min...UInt8.max {
      let isLetter = (65...90).contains(byte) || (97...122).contains(byte)
      for position in 0..<8 {
        var bytes = Array("abcXYZqm".utf8)
        bytes[position] = byte
        let leading = bytes.withUnsafeBytes { $0.baseAddress.map(ASCIILetters.leading) }
        #expect(leading == (isLetter ? 8 : position))
      }
    }
  }
}
