/// GPT-2's byte-to-unicode alphabet: every byte has a printable character, so that tokens, which are byte strings,
/// can stand in JSON and in text files.
///
/// Printable Latin-1 bytes stand for themselves; the other 68 take U+0100 and up in byte order. Space is `Ġ`.
/// Source: `bytes_to_unicode` in openai/gpt-2, `src/encoder.py`.
enum ByteAlphabet {
  /// The scalar of each byte; all below U+0144, so one or two bytes of UTF-8.
  private static let scalars: [UInt16] = {
    var next: UInt16 = 0x100
    return (0...255).map { (byte: UInt16) in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return byte
      default:
        defer { next += 1 }
        return next
      }
    }
  }()

  private static let none: UInt16 = 0xFFFF

  /// The byte of each scalar, or `none`.
  private static let bytes: [UInt16] = {
    var table = [UInt16](repeating: none, count: 0x800)
    for (byte, scalar) in scalars.enumerated() { table[Int(scalar)] = UInt16(byte) }
    return table
  }()

  /// Lends the byte of each scalar below 0x800, or something above 0xFF for those that are not in the alphabet.
  static func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt16>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer(body)
  }

  /// The UTF-8 of each byte's scalar: the first unit, the second in the next eight bits, or 0 if there is none.
  private static let units = scalars.map { scalar in
    scalar < 0x80 ? scalar : 0xC0 | scalar >> 6 | (0x80 | scalar & 0x3F) << 8
  }

  /// The same inside a JSON string, where two characters of the alphabet are escaped.
  private static let unitsInJSON = units.map { unit in
    [UInt16(UInt8(ascii: "\"")), UInt16(UInt8(ascii: "\\"))].contains(unit)
      ? UInt16(UInt8(ascii: "\\")) | unit << 8 : unit
  }

  /// Appends the alphabet's text of a byte string, as UTF-8.
  /// - Complexity: O(bytes); tokens may have megabytes.
  static func append(_ token: [UInt8], to text: inout [UInt8]) { append(token, units, to: &text) }

  /// Appends the alphabet's text of a byte string as a JSON string, in quotes; of two with a space between.
  /// - Complexity: O(bytes).
  static func appendJSON(_ token: [UInt8], and other: [UInt8]? = nil, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    append(token, unitsInJSON, to: &text)
    if let other {
      text.append(UInt8(ascii: " "))
      append(other, unitsInJSON, to: &text)
    }
    text.append(UInt8(ascii: "\""))
  }

  private static func append(_ token: [UInt8], _ units: [UInt16], to text: inout [UInt8]) {
    units.withUnsafeBufferPointer { units in
      for byte in token {
        let unit = units[Int(byte)]
        text.append(UInt8(truncatingIfNeeded: unit))
        if unit > 0xFF { text.append(UInt8(truncatingIfNeeded: unit >> 8)) }
      }
    }
  }

  /// The alphabet's text of a byte string.
  static func text(_ token: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    append(Array(token), to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether a text, as it is, reads as another byte string: all its characters are in the alphabet, and some stand for
  /// other bytes than their own. `é` is byte 0xE9, `Ġthe` the word " the". A special token stands in `tokenizer.json` as it
  /// is, and there nothing would tell it from such a token.
  static func isMistakable(_ text: String) -> Bool {
    guard let bytes = decode(text.utf8) else { return false }
    return !bytes.elementsEqual(text.utf8)
  }

  /// The byte string of a text in the alphabet, given as valid UTF-8; nil if a character is not in the alphabet.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var token: [UInt8] = []
    token.reserveCapacity(text.underestimatedCount)
    var lead: UInt8 = 0
    for unit in text {
      let scalar: Int
      if lead != 0 {
        scalar = Int(lead & 0x1F) << 6 | Int(unit & 0x3F)
        lead = 0
      } else if unit < 0x80 {
        scalar = Int(unit)
      } else if unit < 0xE0 {
        lead = unit
        continue
      } else {
        return nil
      }
      let byte = bytes[scalar]
      if byte == none { return nil }
      token.append(UInt8(truncatingIfNeeded: byte))
    }
    return token
  }
}
