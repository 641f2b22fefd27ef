/// Reads strict JSON from bytes, value by value.
///
/// `document()` builds a `JSONValue`. Readers of large files (a vocabulary has 50,000 members) use the lower steps
/// instead (`forEachMember`, `forEachElement`, `stringBytes`, `integer`, `skipValue`) and build what they need.
/// The bytes must outlive the scanner.
struct JSONScanner {
  static let depthLimit = 128

  let bytes: UnsafeRawBufferPointer
  var position = 0
  /// Where the key of the member begins whose value comes next.
  private(set) var keyPosition = 0
  private var depth = 0

  /// A scanner at the start of `bytes`, which are checked to be UTF-8. With `mayHaveMark` a byte order mark is passed
  /// over: for files that come from other programs.
  init(_ bytes: UnsafeRawBufferPointer, mayHaveMark: Bool = false) throws(JSONProblem) {
    self.bytes = bytes
    position = ByteOrderMark.length(in: bytes)
    if position > 0, !mayHaveMark { throw .syntax(offset: 0, .byteOrderMark) }
    if let offset = UTF8Validation.firstInvalid(bytes) { throw .syntax(offset: offset, .invalidUTF8) }
  }

  /// One value and nothing after it but white space.
  mutating func document() throws(JSONProblem) -> JSONValue {
    let value = try self.value()
    try finish()
    return value
  }

  /// Checks that nothing but white space is left.
  mutating func finish() throws(JSONProblem) {
    skipSpace()
    if position < bytes.count { throw .syntax(offset: position, .trailingBytes) }
  }

  /// The first byte of the next value, without consuming it.
  mutating func peek(expected: String = "a value") throws(JSONProblem) -> UInt8 {
    skipSpace()
    guard position < bytes.count else { throw .syntax(offset: position, .unexpectedEnd(expected: expected)) }
    return bytes[position]
  }

  /// The next value.
  mutating func value() throws(JSONProblem) -> JSONValue {
    let first = try peek()
    switch first {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["):
      var elements: [JSONValue] = []
      try forEachElement { scanner throws(JSONProblem) in elements.append(try scanner.value()) }
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      return .null
    default: return try number()
    }
  }

  /// Consumes the next value and checks its syntax; does not look for duplicate keys inside.
  mutating func skipValue() throws(JSONProblem) {
    switch try peek() {
    case UInt8(ascii: "{"):
      try forEachMember { scanner, _ throws(JSONProblem) in try scanner.skipValue() }
    case UInt8(ascii: "["):
      try forEachElement { scanner throws(JSONProblem) in try scanner.skipValue() }
    case UInt8(ascii: "\""): _ = try stringBytes { $0.count }
    default: _ = try value()
    }
  }

  private mutating func object() throws(JSONProblem) -> JSONValue {
    var members: [String: JSONValue] = [:]
    try forEachMember { scanner, key throws(JSONProblem) in
      let start = scanner.keyPosition
      let name = String(decoding: key, as: UTF8.self)
      if members.updateValue(try scanner.value(), forKey: name) != nil {
        throw .syntax(offset: start, .duplicateKey(name))
      }
    }
    return .object(members)
  }

  /// Calls `body` at the value of each member, which it must consume, with the key's bytes.
  mutating func forEachMember(
    _ body: (inout JSONScanner, _ key: [UInt8]) throws(JSONProblem) -> Void
  ) throws(JSONProblem) {
    try enter(UInt8(ascii: "{"), expected: "'{'")
    if try take(UInt8(ascii: "}"), expected: "'}' or a key") { return leave() }
    while true {
      guard try peek(expected: "a key") == UInt8(ascii: "\"") else {
        throw .syntax(offset: position, .unexpectedByte(bytes[position], expected: "a key in quotes"))
      }
      keyPosition = position
      let key = try stringBytes { Array($0) }
      try expect(UInt8(ascii: ":"), expected: "':'")
      try body(&self, key)
      if try take(UInt8(ascii: "}"), expected: "'}' or ','") { return leave() }
      try expect(UInt8(ascii: ","), expected: "',' or '}'")
    }
  }

  /// Calls `body` at each element, which it must consume.
  mutating func forEachElement(
    _ body: (inout JSONScanner) throws(JSONProblem) -> Void
  ) throws(JSONProblem) {
    try enter(UInt8(ascii: "["), expected: "'['")
    if try take(UInt8(ascii: "]"), expected: "']' or a value") { return leave() }
    while true {
      try body(&self)
      if try take(UInt8(ascii: "]"), expected: "']' or ','") { return leave() }
      try expect(UInt8(ascii: ","), expected: "',' or ']'")
    }
  }

  private mutating func enter(_ byte: UInt8, expected: String) throws(JSONProblem) {
    try expect(byte, expected: expected)
    depth += 1
    if depth > Self.depthLimit { throw .syntax(offset: position - 1, .tooDeep(limit: Self.depthLimit)) }
  }

  private mutating func leave() { depth -= 1 }

  /// Consumes `byte` if it comes next.
  private mutating func take(_ byte: UInt8, expected: String) throws(JSONProblem) -> Bool {
    guard try peek(expected: expected) == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8, expected: String) throws(JSONProblem) {
    let found = try peek(expected: expected)
    guard found == byte else { throw .syntax(offset: position, .unexpectedByte(found, expected: expected)) }
    position += 1
  }

  private mutating func literal(_ word: StaticString) throws(JSONProblem) {
    for index in 0..<word.utf8CodeUnitCount {
      guard position < bytes.count else {
        throw .syntax(offset: position, .unexpectedEnd(expected: "\(word)"))
      }
      guard bytes[position] == word.utf8Start[index] else {
        throw .syntax(offset: position, .unexpectedByte(bytes[position], expected: "\(word)"))
      }
      position += 1
    }
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }
}
