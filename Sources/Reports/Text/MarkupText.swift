/// Text from files and names, made safe inside HTML, XML and scripts.
package enum MarkupText {
  /// For element content and quoted attributes, on one line: control characters, line breaks and direction overrides
  /// are shown as `\u{1B}`, so that no text can break out or pretend to be another.
  package static func escaped(_ text: String) -> String { escaped(text, keepingLines: false) }

  /// The same for preformatted blocks: line feeds and tabs stay.
  package static func escapedBlock(_ text: String) -> String { escaped(text, keepingLines: true) }

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
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
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
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar), !(keepingLines && (scalar == "\n" || scalar == "\t")) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Control characters, direction overrides, and what XML cannot hold.
  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE...0xFFFF: true
    default: false
    }
  }
}
