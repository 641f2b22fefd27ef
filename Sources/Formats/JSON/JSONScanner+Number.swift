extension JSONScanner {
  /// The number that comes next: an integer if it is written as one, else a double.
  mutating func number() throws(JSONProblem) -> JSONValue {
    let first = try peek()
    let start = position
    guard first == UInt8(ascii: "-") || Self.isDigit(first) else {
      throw .syntax(offset: position, .unexpectedByte(first, expected: "a value"))
    }
    if first == UInt8(ascii: "-") { position += 1 }
    let leading = position
    let integerDigits = skipDigits()
    guard integerDigits > 0, integerDigits == 1 || bytes[leading] != UInt8(ascii: "0") else {
      throw .syntax(offset: start, .badNumber)
    }
    var isInteger = true
    if next(is: UInt8(ascii: ".")) {
      isInteger = false
      position += 1
      if skipDigits() == 0 { throw .syntax(offset: start, .badNumber) }
    }
    if next(is: UInt8(ascii: "e")) || next(is: UInt8(ascii: "E")) {
      isInteger = false
      position += 1
      if next(is: UInt8(ascii: "+")) || next(is: UInt8(ascii: "-")) { position += 1 }
      if skipDigits() == 0 { throw .syntax(offset: start, .badNumber) }
    }
    return try converted(start, isInteger: isInteger)
  }

  /// The non-negative integer that comes next; nil if the value is anything else, which is then consumed.
  mutating func naturalNumber() throws(JSONProblem) -> Int? {
    guard Self.isDigit(try peek()) else {
      try skipValue()
      return nil
    }
    return try number().int
  }

  private func converted(_ start: Int, isInteger: Bool) throws(JSONProblem) -> JSONValue {
    if isInteger {
      var value: Int64 = 0
      let isNegative = bytes[start] == UInt8(ascii: "-")
      for index in (isNegative ? start + 1 : start)..<position {
        let digit = Int64(bytes[index] - UInt8(ascii: "0"))
        let (product, overflow1) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflow2) = product.subtractingReportingOverflow(digit)
        if overflow1 || overflow2 { throw .syntax(offset: start, .numberTooLarge) }
        value = sum
      }
      // Collected as a negative number, because Int64.min has no positive twin.
      if isNegative { return .integer(value) }
      if value == .min { throw .syntax(offset: start, .numberTooLarge) }
      return .integer(-value)
    }
    guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      throw .syntax(offset: start, .badNumber)
    }
    guard value.isFinite else { throw .syntax(offset: start, .numberTooLarge) }
    return .number(value)
  }

  private func next(is byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count && Self.isDigit(bytes[position]) { position += 1 }
    return position - start
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
