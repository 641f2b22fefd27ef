import Messages

extension JSONValue {
  /// One line, keys sorted by their UTF-8 bytes, no spaces, shortest decimal form of doubles: the same bytes for the
  /// same value on every machine. Numbers that are not finite become `null`, as JSON has no word for them.
  package var canonical: String { text(pretty: false) }

  /// For people: keys sorted, two spaces a level, a line feed at the end.
  package var pretty: String { text(pretty: true) + "\n" }

  private func text(pretty: Bool) -> String {
    var bytes: [UInt8] = []
    write(into: &bytes, indent: pretty ? 0 : nil)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text; `indent` is the level of a pretty text, nil for a canonical one.
  private func write(into bytes: inout [UInt8], indent: Int?) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .number(let value): bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    case .string(let value): JSONText.append(value.utf8, to: &bytes)
    case .array(let elements):
      Self.write(elements, brackets: "[]", into: &bytes, indent: indent) { element, bytes, indent in
        element.write(into: &bytes, indent: indent)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      Self.write(sorted, brackets: "{}", into: &bytes, indent: indent) { member, bytes, indent in
        JSONText.append(member.key.utf8, to: &bytes)
        bytes.append(contentsOf: (indent == nil ? ":" : ": ").utf8)
        member.value.write(into: &bytes, indent: indent)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], brackets: StaticString, into bytes: inout [UInt8], indent: Int?,
    _ writeItem: (Item, inout [UInt8], Int?) -> Void
  ) {
    bytes.append(brackets.utf8Start[0])
    let inner = indent.map { $0 + 1 }
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      startLine(inner, in: &bytes)
      writeItem(item, &bytes, inner)
    }
    if !items.isEmpty { startLine(indent, in: &bytes) }
    bytes.append(brackets.utf8Start[1])
  }

  private static func startLine(_ indent: Int?, in bytes: inout [UInt8]) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indent))
  }
}

/// The text form of JSON strings.
enum JSONText {
  /// Appends `text` in quotes: only the quote, the backslash and control characters are escaped.
  static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20, 0x7F:
        bytes.append(contentsOf: "\\u\(Printable.hexadecimal(UInt64(byte), digits: 4))".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
