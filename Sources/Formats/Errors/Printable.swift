/// Text that came from a file or a name, made safe to print on a terminal in one line.
///
/// Control characters (escape sequences, line breaks, bidirectional overrides) are shown as `\u{…}`: a hostile file
/// can neither colour the terminal nor fake a second line of message.
package enum Printable {
  /// A path, complete.
  package static func path(_ path: String) -> String { escaped(path) }

  /// Quoted text from a file, cut after `limit` scalars.
  package static func quoted(_ text: String, limit: Int = 60) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > limit else { return "\"\(escaped(text))\"" }
    return "\"\(escaped(String(String.UnicodeScalarView(scalars.prefix(limit)))))…\""
  }

  /// What was found, in words or as it stands in a file, cut after `limit` scalars.
  package static func brief(_ text: String, limit: Int = 80) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > limit else { return escaped(text) }
    return escaped(String(String.UnicodeScalarView(scalars.prefix(limit)))) + "…"
  }

  /// Bytes that should be UTF-8 and are not, as text: those that belong to no character as `\xFF`.
  package static func bytes(_ bytes: [UInt8]) -> String {
    var rest = bytes[...]
    var text = ""
    while !rest.isEmpty {
      let valid = rest.withUnsafeBytes { UTF8Validation.firstInvalid($0) } ?? rest.count
      text += String(decoding: rest.prefix(valid), as: UTF8.self)
      rest = rest.dropFirst(valid)
      if let byte = rest.popFirst() { text += "\\x\(hexadecimal(UInt64(byte), digits: 2))" }
    }
    return escaped(text)
  }

  /// One byte as it appears in a message about syntax: `'x'` or `byte 0x1B`.
  static func byte(_ byte: UInt8) -> String {
    guard (0x20...0x7E).contains(byte) else { return "byte 0x\(hexadecimal(UInt64(byte), digits: 2))" }
    return "'\(Character(UnicodeScalar(byte)))'"
  }

  /// Upper-case hexadecimal with leading zeros.
  static func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: return true
    default: return false
    }
  }
}
