import Randomness

/// Texts that look for trouble.
enum RandomText {
  /// One kind or another, by the number of a round; about `count` characters.
  static func any(of round: Int, _ count: Int, _ random: inout RandomSource) -> [UInt8] {
    switch round % 4 {
    case 0: bytes(count, &random)
    case 1: scalars(count, &random)
    default: pieces(count, &random)
    }
  }

  /// Any bytes, hardly ever UTF-8.
  static func bytes(_ count: Int, _ random: inout RandomSource) -> [UInt8] {
    (0..<count).map { _ in UInt8(random.below(256)) }
  }

  /// Pieces that matter to the pattern, in random order: contractions, whitespace, all classes, broken UTF-8.
  static func pieces(_ count: Int, _ random: inout RandomSource) -> [UInt8] {
    (0..<count).flatMap { _ in fragments[Int(random.below(UInt64(fragments.count)))] }
  }

  /// Scalars from all of Unicode, half of them from the first 0x3100.
  static func scalars(_ count: Int, _ random: inout RandomSource) -> [UInt8] {
    var text = ""
    while text.unicodeScalars.count < count {
      let value = UInt32(random.below(random.below(2) == 0 ? 0x3100 : 0x110000))
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    return Array(text.utf8)
  }

  /// Words over few letters: full of repeats and of pairs that tie.
  static func fewLetters(_ count: Int, _ letters: String, _ random: inout RandomSource) -> [UInt8] {
    let letters = Array(letters.utf8)
    return (0..<count).map { _ in letters[Int(random.below(UInt64(letters.count)))] }
  }

  private static let fragments: [[UInt8]] =
    [
      "'S", "'LL", "'rE", "'ſ", "Word", "WORD", "aB", "МИР", "漢A", "ʰ", "ǅ", "\u{301}a", "//", "/\n", "!\n", "12345",
      "٣٤",
      "“", "«", "ひ", "カ", "・", "\u{3040}", "\u{378}", "\u{1}",
      "'", "'s", "'d", "'m", "'t", "'l", "'ll", "'v", "'ve", "'r", "'re", "''", "’", "a", "Z", "word", "longerwordhere",
      "abcdefg", "abcdefgh", "abcdefghi", "s", "l", "e", "1", "23", "½", "Ⅷ", "٣", "é", "ß", "日本", "мир", "한", "𝒳", "𠀀",
      " ", "  ", "   ", "\t", "\n", "\r\n", "\u{0B}", "\u{85}", "\u{A0}", "\u{1680}", "\u{2003}", "\u{2028}",
      "\u{3000}",
      "!", "...", "_", "-", "@", "[", "`", "{", "\u{0}", "\u{1C}", "\u{200B}", "\u{301}", "😀", "👩‍🚀", "\u{FFFD}",
      "<|endoftext|>", "<|endoftext|", "<|", "<",
    ].map { Array($0.utf8) } + [
      [0x80], [0xBF], [0xC0, 0x80], [0xC2], [0xE2], [0xE2, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F],
      [0xF0, 0x9F, 0x98], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFF], [0xE3, 0x80],
      [0xC2, 0xC2, 0x85],
    ]
}

extension [UInt8] {
  /// The bytes in chunks of random sizes up to `longest`, some of them empty.
  func chunked(upTo longest: Int, _ random: inout RandomSource) -> [[UInt8]] {
    var chunks: [[UInt8]] = []
    var position = 0
    while position < count {
      let length = Swift.min(Int(random.below(UInt64(longest + 1))), count - position)
      chunks.append(Array(self[position..<position + length]))
      position += length
    }
    return chunks
  }
}
