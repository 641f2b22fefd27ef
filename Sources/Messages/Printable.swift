/// Text that came from a file or a name, made safe to show: the one place that decides what is harmful.
///
/// Control characters (escape sequences, line breaks, bidirectional overrides) are shown as `\u{…}`: a hostile file
/// can neither colour the terminal nor fake a second line of message. Other targets have rules of their own on top of
/// it or beside it: HTML and scripts `MarkupText`, a shell's words ``ShellWord``, strings in JSON files `JSONText`, whose
/// reader must get the same text back.
package enum Printable {
  /// What stands for a harmful character.
  package enum Escape: Sendable {
    /// Its number in any case: `\u{A}`.
    case number
    /// As in Swift's literals: `\n`, `\r`, `\t`, `\u{1B}`.
    case literal
    /// As in JSON's strings, so that JSON stays what it is: `\u001B`.
    case json
  }

  /// A path, complete.
  package static func path(_ path: String) -> String { escaped(path, as: .number) }

  /// A message or another text for one line of a terminal or a log.
  package static func line(_ text: String) -> String { escaped(text, as: .literal) }

  /// Text of several lines for a terminal: line feeds and tabs stay.
  package static func lines(_ text: String, as escape: Escape = .literal) -> String {
    escaped(text, as: escape) { isHarmful($0) && $0 != "\n" && $0 != "\t" }
  }

  /// Quoted text from a file, cut after `limit` scalars.
  package static func quoted(_ text: String, limit: Int = 60) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > limit else { return "\"\(escaped(text, as: .number))\"" }
    return "\"\(escaped(String(String.UnicodeScalarView(scalars.prefix(limit))), as: .number))…\""
  }

  /// What was found, in words or as it stands in a file, cut after `limit` scalars.
  package static func brief(_ text: String, limit: Int = 80) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > limit else { return escaped(text, as: .number) }
    return escaped(String(String.UnicodeScalarView(scalars.prefix(limit))), as: .number) + "…"
  }

  /// One byte as it appears in a message about syntax: `'x'` or `byte 0x1B`.
  package static func byte(_ byte: UInt8) -> String {
    guard (0x20...0x7E).contains(byte) else { return "byte 0x\(hexadecimal(UInt64(byte), digits: 2))" }
    return "'\(Character(UnicodeScalar(byte)))'"
  }

  /// Upper-case hexadecimal with leading zeros.
  package static func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// `text` with an escape for every character that is harmful where it will stand.
  package static func escaped(
    _ text: String, as escape: Escape, where isHarmful: (Unicode.Scalar) -> Bool = isHarmful
  ) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        result += escaped(scalar, as: escape)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a terminal would obey a character, or a line end at it.
  package static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: return true
    default: return false
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar, as escape: Escape) -> String {
    switch (escape, scalar) {
    case (.literal, "\n"): return "\\n"
    case (.literal, "\r"): return "\\r"
    case (.literal, "\t"): return "\\t"
    case (.json, _): return "\\u" + hexadecimal(UInt64(scalar.value), digits: 4)
    default: return "\\u{\(hexadecimal(UInt64(scalar.value), digits: 1))}"
    }
  }
}
