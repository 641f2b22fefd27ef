/// GPT-2's pattern, alternative by alternative, over an array of classed characters.
///
///     '(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
package enum PretokenReference {
  package enum Class { case letter, number, whitespace, other }

  /// A character, or one byte that is part of none.
  package struct Character {
    package let bytes: [UInt8]
    package let characterClass: Class
  }

  /// The pretokens of a text without special tokens.
  package static func pretokens(of text: [UInt8]) -> [[UInt8]] {
    let characters = characters(of: text)
    var pretokens: [[UInt8]] = []
    var position = 0
    while position < characters.count {
      let length = matchLength(characters[position...])
      pretokens.append(characters[position..<position + length].flatMap(\.bytes))
      position += length
    }
    return pretokens
  }

  /// The number of characters that the first alternative to match takes; the last one always does.
  private static func matchLength(_ text: ArraySlice<Character>) -> Int {
    contraction(text) ?? spaceAndRun(of: .letter, text) ?? spaceAndRun(of: .number, text)
      ?? spaceAndRun(of: .other, text) ?? whitespaceNotBeforeText(text) ?? run(of: .whitespace, text)
  }

  /// `'(?:[sdmt]|ll|ve|re)`
  private static func contraction(_ text: ArraySlice<Character>) -> Int? {
    let start = text.prefix(3).flatMap(\.bytes)
    return ["'s", "'d", "'m", "'t", "'ll", "'ve", "'re"].first { start.starts(with: $0.utf8) }?.utf8.count
  }

  /// ` ?[class]+`
  private static func spaceAndRun(of wanted: Class, _ text: ArraySlice<Character>) -> Int? {
    let space = text.first?.bytes == Array(" ".utf8) ? 1 : 0
    let length = run(of: wanted, text.dropFirst(space))
    return length > 0 ? space + length : nil
  }

  /// `\s+(?!\S)`: gives characters back until no text follows.
  private static func whitespaceNotBeforeText(_ text: ArraySlice<Character>) -> Int? {
    var length = run(of: .whitespace, text)
    while length > 0 {
      let next = text.dropFirst(length).first
      if next == nil || next?.characterClass == .whitespace { return length }
      length -= 1
    }
    return nil
  }

  private static func run(of wanted: Class, _ text: ArraySlice<Character>) -> Int {
    text.prefix { $0.characterClass == wanted }.count
  }

  /// Decodes UTF-8 by trying each length with the standard library's validation.
  package static func characters(of text: [UInt8]) -> [Character] {
    var characters: [Character] = []
    var position = 0
    while position < text.count {
      let lengths = (1...4).filter { position + $0 <= text.count }
      let valid = lengths.lazy.compactMap { length -> (Unicode.Scalar, Int)? in
        guard let string = String(validating: text[position..<position + length], as: UTF8.self),
          string.unicodeScalars.count == 1, let scalar = string.unicodeScalars.first
        else { return nil }
        return (scalar, length)
      }.first
      let length = valid?.1 ?? 1
      characters.append(
        Character(
          bytes: Array(text[position..<position + length]),
          characterClass: valid.map { characterClass(of: $0.0) } ?? .other))
      position += length
    }
    return characters
  }

  /// The class by the standard library's Unicode data, which knows more characters than Unicode 16 does: those
  /// that came later are unassigned, hence `other`.
  package static func characterClass(of scalar: Unicode.Scalar) -> Class {
    let properties = scalar.properties
    if properties.isWhitespace { return .whitespace }
    guard let age = properties.age, age.major <= 16 else { return .other }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }
}
