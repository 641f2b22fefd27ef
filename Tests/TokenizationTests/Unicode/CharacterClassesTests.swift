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
}
