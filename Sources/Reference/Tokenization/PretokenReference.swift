/// Cuts a text into pretokens by the regular expressions of its pattern, as they are published.
package enum PretokenReference {
  /// A character, or one byte that is part of none.
  package struct Character {
    package let bytes: [UInt8]
    package let scalar: Unicode.Scalar?
  }

  /// GPT-2's pattern.
  package static let gpt2 = [#"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#]

  /// The pretokens of a text without special tokens: each regular expression in turn cuts the pieces that those before
  /// it left into its matches and what lies between them. Without any, the text is one.
  package static func pretokens(of text: [UInt8], by regexes: [String] = gpt2) -> [[UInt8]] {
    guard !text.isEmpty else { return [] }
    var pieces = [characters(of: text)]
    for regex in regexes {
      guard let node = try? RegexParser.parse(regex) else { fatalError("the reference cannot read \(regex)") }
      pieces = pieces.flatMap { isolated(node, in: $0) }
    }
    return pieces.map { $0.flatMap(\.bytes) }
  }

  /// The matches, and what lies between.
  private static func isolated(_ node: RegexNode, in text: [Character]) -> [[Character]] {
    let matcher = RegexMatcher(text: text)
    var pieces: [[Character]] = []
    var (start, place) = (0, 0)
    while place < text.count {
      guard let end = matcher.end(of: node, at: place), end > place else {
        place += 1
        continue
      }
      if start < place { pieces.append(Array(text[start..<place])) }
      pieces.append(Array(text[place..<end]))
      (start, place) = (end, end)
    }
    if start < text.count { pieces.append(Array(text[start...])) }
    return pieces
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
      characters.append(Character(bytes: Array(text[position..<position + length]), scalar: valid?.0))
      position += length
    }
    return characters
  }

  /// The general category by the standard library's Unicode data, which knows more characters than Unicode 16 does: those
  /// that came later are unassigned.
  package static func category(of scalar: Unicode.Scalar) -> Unicode.GeneralCategory {
    guard let age = scalar.properties.age, age.major <= 16 else { return .unassigned }
    // The one letter whose category Unicode 17 changed.
    if scalar == "\u{295}" { return .lowercaseLetter }
    return scalar.properties.generalCategory
  }
}
