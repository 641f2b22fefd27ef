import Reference
import Testing

@testable import Tokenization

@Suite struct CharacterClassesTests {
  private typealias Category = Unicode.GeneralCategory
  private static let letters: Set<Category> = [
    .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
  ]
  private static let numbers: Set<Category> = [.decimalNumber, .letterNumber, .otherNumber]
  private static let marks: Set<Category> = [.nonspacingMark, .spacingMark, .enclosingMark]
  private static let unmatched: Set<Category> = [.control, .format, .privateUse, .unassigned, .surrogate]

  /// The tables come from tiktoken; the oracle's classes from Swift's standard library.
  private func expectEveryScalar(
    _ classes: CharacterClasses, _ expected: (_ scalar: Unicode.Scalar, _ category: Unicode.GeneralCategory) -> UInt8
  ) {
    var differing: [UInt32] = []
    for value in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isSpace = scalar.properties.isWhitespace
      let wanted = isSpace ? CharacterClass.whitespace : expected(scalar, PretokenReference.category(of: scalar))
      if classes[value] != wanted { differing.append(value) }
    }
    #expect(differing == [])
  }

  @Test func plain() {
    expectEveryScalar(.plain) { _, category in
      Self.letters.contains(category)
        ? CharacterClass.letter : Self.numbers.contains(category) ? CharacterClass.number : CharacterClass.other
    }
    #expect(CharacterClasses.plain[0x110000] == CharacterClass.other)
  }

  @Test func cased() {
    expectEveryScalar(.cased) { _, category in
      switch category {
      case .uppercaseLetter, .titlecaseLetter: CharacterClass.upper
      case .lowercaseLetter: CharacterClass.lower
      case _ where Self.letters.contains(category): CharacterClass.letter
      case _ where Self.marks.contains(category): CharacterClass.mark
      case _ where Self.numbers.contains(category): CharacterClass.number
      default: CharacterClass.other
      }
    }
    #expect(CharacterClasses.cased[0x110000] == CharacterClass.other)
  }

  @Test func deepseek() {
    expectEveryScalar(.deepseek) { scalar, category in
      let isIdeograph = (0x3040...0x30FF).contains(scalar.value) || (0x4E00...0x9FA5).contains(scalar.value)
      switch category {
      case _ where Self.letters.contains(category) || Self.marks.contains(category):
        return isIdeograph ? CharacterClass.ideograph : CharacterClass.letter
      case _ where Self.numbers.contains(category): return CharacterClass.number
      case _ where Self.unmatched.contains(category):
        return isIdeograph ? CharacterClass.ideographUnmatched : CharacterClass.unmatched
      default: return isIdeograph ? CharacterClass.ideographOther : CharacterClass.other
      }
    }
    #expect(CharacterClasses.deepseek[0x110000] == CharacterClass.unmatched)
  }

  @Test func versionIsNamed() {
    #expect(UnicodeClassRanges.version == "16.0.0")
  }
}
