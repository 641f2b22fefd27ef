extension JSONScanner {
  /// The string that comes next.
  mutating func string() throws(JSONProblem) -> String {
    try stringBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// The string that comes next as UTF-8; the buffer is valid during the call only.
  mutating func stringBytes<Result>(
    _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(JSONProblem) -> Result {
    guard try peek(expected: "a string") == UInt8(ascii: "\"") else {
      throw .syntax(offset: position, .unexpectedByte(bytes[position], expected: "a string"))
    }
    position += 1
    let start = position
    try advanceToSpecial()
    if bytes[position] == UInt8(ascii: "\"") {
      // No escape: the bytes of the file are the string.
      defer { position += 1 }
      return body(UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
    }
    return try escapedString(from: start).withUnsafeBytes(body)
  }

  /// Moves to the next quote or backslash.
  private mutating func advanceToSpecial() throws(JSONProblem) {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
      if byte < 0x20 { throw .syntax(offset: position, .controlCharacter(byte)) }
      position += 1
    }
    throw .syntax(offset: position, .unexpectedEnd(expected: "the end of a string"))
  }

  /// The rest of a string whose first escape is at `position`.
  private mutating func escapedString(from start: Int) throws(JSONProblem) -> [UInt8] {
    var result = [UInt8](bytes[start..<position])
    while true {
      let plain = position
      try advanceToSpecial()
      result.append(contentsOf: bytes[plain..<position])
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return result }
      try escape(into: &result)
    }
  }

  /// What follows a backslash.
  private mutating func escape(into result: inout [UInt8]) throws(JSONProblem) {
    guard position < bytes.count else {
      throw .syntax(offset: position, .unexpectedEnd(expected: "the end of a string"))
    }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"): result.append(contentsOf: String(try unicodeEscape()).utf8)
    default: throw .syntax(offset: position - 2, .badEscape)
    }
  }

  /// The scalar of `\uXXXX`, or of two of them that form a surrogate pair; `position` is at the first digit.
  private mutating func unicodeEscape() throws(JSONProblem) -> Unicode.Scalar {
    let start = position - 2
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, position + 2 <= bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw .syntax(offset: start, .loneSurrogate) }
    position += 2
    let second = try fourDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw .syntax(offset: start, .loneSurrogate) }
    return scalar
  }

  private mutating func fourDigits() throws(JSONProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count else {
        throw .syntax(offset: position, .unexpectedEnd(expected: "four hexadecimal digits"))
      }
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw .syntax(offset: position, .unexpectedByte(byte, expected: "four hexadecimal digits"))
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
