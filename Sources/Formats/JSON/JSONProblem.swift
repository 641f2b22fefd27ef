import Messages

/// Why bytes are not the JSON that was expected.
package enum JSONProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text breaks the grammar of RFC 8259 at a byte offset.
  case syntax(offset: Int, Syntax)
  /// The text is JSON but a value is missing or of the wrong kind. `key` is the path to it, as in `splits.train`.
  case shape(key: String, expected: String, found: String)
  /// A member that the format does not know.
  case unknownKey(String)

  /// The ways to break the grammar.
  package enum Syntax: Equatable, Sendable {
    case unexpectedEnd(expected: String)
    case unexpectedByte(UInt8, expected: String)
    case trailingBytes
    case byteOrderMark
    case invalidUTF8
    case controlCharacter(UInt8)
    case badEscape
    case loneSurrogate
    case badNumber
    case numberTooLarge
    case duplicateKey(String)
    case tooDeep(limit: Int)
  }

  package var description: String {
    switch self {
    case .syntax(let offset, let syntax): return "malformed JSON at byte \(offset): \(syntax)"
    case .shape(let key, let expected, let found):
      return "\(Printable.quoted(key)) is \(Printable.brief(found)) (expected \(expected))"
    case .unknownKey(let key): return "unknown key \(Printable.quoted(key))"
    }
  }
}

extension JSONProblem.Syntax: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unexpectedEnd(let expected): return "the text ends here (expected \(expected))"
    case .unexpectedByte(let byte, let expected): return "found \(Printable.byte(byte)) (expected \(expected))"
    case .trailingBytes: return "more text after the value (expected the end of the file)"
    case .byteOrderMark: return "a byte order mark (expected plain UTF-8)"
    case .invalidUTF8: return "not valid UTF-8"
    case .controlCharacter(let byte): return "\(Printable.byte(byte)) inside a string (expected it escaped)"
    case .badEscape: return "an unknown escape in a string"
    case .loneSurrogate: return "half a surrogate pair in a string"
    case .badNumber: return "a malformed number"
    case .numberTooLarge: return "a number beyond 64 bits"
    case .duplicateKey(let key): return "the key \(Printable.quoted(key)) for the second time"
    case .tooDeep(let limit): return "more than \(limit) levels of nesting"
    }
  }
}
