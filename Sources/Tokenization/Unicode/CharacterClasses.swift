import CTokenizer

/// The classes that patterns tell apart; numbered as in `CTokenizer`.
enum CharacterClass {
  /// What is of no other class, and in most patterns every byte that is not part of a well-formed character.
  static let other = UInt8(LP_TEXT_OTHER)
  /// `\p{L}`; where cases matter, of letters without one; where marks do, with those.
  static let letter = UInt8(LP_TEXT_LETTER)
  /// `\p{N}`
  static let number = UInt8(LP_TEXT_NUMBER)
  /// `\s`
  static let whitespace = UInt8(LP_TEXT_SPACE)
  /// `[\p{Lu}\p{Lt}]`
  static let upper = UInt8(LP_TEXT_UPPER)
  /// `\p{Ll}`
  static let lower = UInt8(LP_TEXT_LOWER)
  /// `\p{M}`
  static let mark = UInt8(LP_TEXT_MARK)
  /// In DeepSeek's pattern, what is neither letter, mark, number, white space, punctuation nor symbol.
  static let unmatched = UInt8(LP_TEXT_UNMATCHED)
  /// In DeepSeek's pattern, ideographs and kana that would else be letters, others, or not matched.
  static let ideograph = UInt8(LP_TEXT_IDEOGRAPH)
  static let ideographOther = UInt8(LP_TEXT_IDEOGRAPH_OTHER)
  static let ideographUnmatched = UInt8(LP_TEXT_IDEOGRAPH_UNMATCHED)
}

/// The class of every Unicode scalar, one byte each, and of a byte that is part of none; made once per process from the
/// generated ranges.
///
/// A flat table costs 1.1 MB of address space, of which a text touches the few pages of its own scripts,
/// and answers with a single load.
struct CharacterClasses: @unchecked Sendable {
  /// Indexed by scalar value; `LP_TEXT_CLASSES` classes, never freed.
  let table: UnsafePointer<UInt8>

  /// Letters, numbers, white space.
  static let plain = CharacterClasses { classes in
    classes.set(UnicodeClassRanges.letters, CharacterClass.letter)
    classes.setNumbersAndWhitespace()
  }

  /// With marks and the cases of letters.
  static let cased = CharacterClasses { classes in
    classes.set(UnicodeClassRanges.letters, CharacterClass.letter)
    classes.set(UnicodeClassRanges.upper, CharacterClass.upper)
    classes.set(UnicodeClassRanges.lower, CharacterClass.lower)
    classes.set(UnicodeClassRanges.marks, CharacterClass.mark)
    classes.setNumbersAndWhitespace()
  }

  /// DeepSeek's.
  static let deepseek = CharacterClasses { classes in
    classes.set([0, UInt32(LP_TEXT_SCALARS)], CharacterClass.unmatched)
    classes.set(UnicodeClassRanges.punctuationAndSymbols, CharacterClass.other)
    classes.set(UnicodeClassRanges.letters, CharacterClass.letter)
    classes.set(UnicodeClassRanges.marks, CharacterClass.letter)
    classes.setNumbersAndWhitespace()
    for scalar in [0x3040...0x30FF, 0x4E00...0x9FA5].joined() {
      let isIdeograph = [
        CharacterClass.letter: CharacterClass.ideograph, CharacterClass.other: CharacterClass.ideographOther,
      ]
      classes.table[scalar] = isIdeograph[classes.table[scalar]] ?? CharacterClass.ideographUnmatched
    }
  }

  /// Those that a pattern tells apart.
  static func of(_ pattern: SplitPattern) -> CharacterClasses {
    switch pattern {
    case .gpt2, .gpt4, .llama3, .qwen2, .digits2, .whitespace, .none: .plain
    case .o200k: .cased
    case .deepseek: .deepseek
    }
  }

  private init(_ fill: (Filling) -> Void) {
    // Zeros are `CharacterClass.other`.
    let count = Int(LP_TEXT_CLASSES)
    let table = ZeroedPages.allocate(byteCount: count).bindMemory(to: UInt8.self, capacity: count)
    fill(Filling(table: table))
    self.table = UnsafePointer(table)
  }

  /// The class of a scalar value.
  @inline(__always)
  subscript(scalar: UInt32) -> UInt8 { table[Int(scalar)] }
}

/// A table of classes that is being made.
private struct Filling {
  let table: UnsafeMutablePointer<UInt8>

  /// Sets the class of closed ranges: first, last, first, last, …
  func set(_ bounds: [UInt32], _ characterClass: UInt8) {
    for i in stride(from: 0, to: bounds.count, by: 2) {
      (table + Int(bounds[i])).update(repeating: characterClass, count: Int(bounds[i + 1] - bounds[i]) + 1)
    }
  }

  func setNumbersAndWhitespace() {
    set(UnicodeClassRanges.numbers, CharacterClass.number)
    set(UnicodeClassRanges.whitespace, CharacterClass.whitespace)
  }
}
