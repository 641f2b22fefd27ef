/// A regular expression as a tree.
indirect enum RegexNode {
  /// One character of a set.
  case set(CharacterSet)
  case sequence([RegexNode])
  /// The first alternative with which the rest matches.
  case alternatives([RegexNode])
  /// As often as possible, and fewer times if the rest does not match; if it is possessive, never fewer.
  case repeated(RegexNode, ClosedRange<Int>, isPossessive: Bool)
  /// Nothing, where what is inside does not match.
  case notAhead(RegexNode)
  /// Nothing, at the end of the text or before a line feed that ends it.
  case end
}

extension RegexNode {
  /// Which characters one place of a regular expression accepts.
  struct CharacterSet: Sendable {
    let accepts: @Sendable (PretokenReference.Character) -> Bool

    /// `[^…]`: every other character, and bytes that are part of none.
    var inverted: CharacterSet { CharacterSet { !accepts($0) } }

    static func any(of sets: [CharacterSet]) -> CharacterSet {
      CharacterSet { character in sets.contains { $0.accepts(character) } }
    }

    /// Characters from one to another; without regard to case, those too whose fold is the fold of one of them.
    static func range(_ range: ClosedRange<Unicode.Scalar>, ignoresCase: Bool) -> CharacterSet {
      guard ignoresCase else { return CharacterSet { $0.scalar.map(range.contains) ?? false } }
      let folds = Set((range.lowerBound.value...range.upperBound.value).compactMap(Unicode.Scalar.init).map(fold))
      return CharacterSet { $0.scalar.map { folds.contains(fold($0)) } ?? false }
    }

    /// `\s`
    static let whitespace = CharacterSet { $0.scalar?.properties.isWhitespace ?? false }

    /// `\p{…}`: a general category of Unicode 16, or all whose names begin with the letter.
    static func category(_ name: String) -> CharacterSet? {
      guard let categories = categories[name] else { return nil }
      return CharacterSet { $0.scalar.map { categories.contains(PretokenReference.category(of: $0)) } ?? false }
    }

    private static let categories: [String: Set<Unicode.GeneralCategory>] = [
      "L": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter],
      "Lu": [.uppercaseLetter], "Ll": [.lowercaseLetter], "Lt": [.titlecaseLetter], "Lm": [.modifierLetter],
      "Lo": [.otherLetter],
      "M": [.nonspacingMark, .spacingMark, .enclosingMark],
      "N": [.decimalNumber, .letterNumber, .otherNumber],
      "P": [
        .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
        .finalPunctuation, .otherPunctuation,
      ],
      "S": [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol],
    ]

    /// Simple case folding, of which U+017F, a third s, is the one case that matters here.
    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
      func single(_ text: String, or scalar: Unicode.Scalar) -> Unicode.Scalar {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first ?? scalar : scalar
      }
      let upper = single(scalar.properties.uppercaseMapping, or: scalar)
      return single(upper.properties.lowercaseMapping, or: upper)
    }
  }
}
