import Messages

/// Text from files and names, made safe inside HTML, XML and scripts.
package enum MarkupText {
  /// For element content and quoted attributes, on one line: control characters, line breaks and direction overrides
  /// are shown as `\u{1B}`, so that no text can break out or pretend to be another.
  package static func escaped(_ text: String) -> String { escaped(text, keepingLines: false) }

  /// The same for preformatted blocks: line feeds and tabs stay.
  package static func escapedBlock(_ text: String) -> String { escaped(text, keepingLines: true) }

  /// The same, with each escape marked: text that reads `\u{1B}` by itself looks different.
  static func markedBlock(_ text: String) -> String {
    var result = ""
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard isHarmful(scalar, keepingLines: true) else {
        plain.append(scalar)
        continue
      }
      result += escapedBlock(String(plain)) + "<i class=\"control\">\(escapedBlock(String(scalar)))</i>"
      plain.removeAll()
    }
    return result + escapedBlock(String(plain))
  }

  /// Whether a block holds what is shown as an escape.
  static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { isHarmful($0, keepingLines: true) }
  }

  /// A string literal for JSON inside a `<script>` element: neither `</script>` nor `<!--` can appear in it.
  package static func scriptString(_ text: String) -> String {
    var result = "\""
    for scalar in visible(text, keepingLines: true).unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "<": result += "\\u003c"
      case ">": result += "\\u003e"
      case "&": result += "\\u0026"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A relative path as the value of `href`: it stays a path whatever it is called.
  package static func link(_ path: String) -> String {
    var result = path.utf8.first == UInt8(ascii: "/") || path.hasPrefix("../") ? "" : "./"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.unicodeScalars.append(UnicodeScalar(byte))
      default:
        result += "%" + Printable.hexadecimal(UInt64(byte), digits: 2)
      }
    }
    return result
  }

  private static func escaped(_ text: String, keepingLines: Bool) -> String {
    var result = ""
    for scalar in visible(text, keepingLines: keepingLines).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func visible(_ text: String, keepingLines: Bool) -> String {
    Printable.escaped(text, as: .number) { isHarmful($0, keepingLines: keepingLines) }
  }

  private static func isHarmful(_ scalar: Unicode.Scalar, keepingLines: Bool) -> Bool {
    isHarmful(scalar) && !(keepingLines && (scalar == "\n" || scalar == "\t"))
  }

  /// What a terminal would obey, and what XML cannot hold. The Arabic letter mark has no effect but on its own text.
  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C: false
    case 0xFFFE...0xFFFF: true
    default: Printable.isHarmful(scalar)
    }
  }
}
