/// A JSON value (RFC 8259).
///
/// Integers that fit 64 bits stay integers: `1` and `1.0` are different values and keep their form.
/// Two keys that differ only in Unicode normalisation count as the same key.
package enum JSONValue: Sendable, Equatable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The member of an object; nil for a missing key and for anything that is not an object.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The element of an array; nil outside and for anything that is not an array.
  package subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The string, if it is one.
  package var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The integer, if it is one.
  package var int: Int? {
    if case .integer(let value) = self { Int(exactly: value) } else { nil }
  }

  /// The number as a double, whether it was written as an integer or not.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value, if it is one.
  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, if it is an array.
  package var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, if it is an object.
  package var object: [String: JSONValue]? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The kind of value, for messages: "a string", "null", …
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}

extension JSONValue {
  /// Parses strict JSON: UTF-8 without a byte order mark, no duplicate keys, at most 128 levels.
  /// - Throws: `JSONProblem` with the byte offset.
  /// - Complexity: O(bytes).
  package init(parsing bytes: UnsafeRawBufferPointer) throws(JSONProblem) {
    var scanner = try JSONScanner(bytes)
    self = try scanner.document()
  }

  /// Parses strict JSON from bytes in memory.
  /// - Throws: `JSONProblem` with the byte offset.
  package init(parsing bytes: [UInt8]) throws(JSONProblem) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONProblem) in try JSONValue(parsing: buffer) }
    }
    self = try result.get()
  }

  /// The largest file that is read as one JSON value: a dataset.json of half a million shards.
  package static let largestFile = 256 << 20

  /// Reads a JSON file of at most `limit` bytes.
  /// - Throws: `FormatError.file` or `FormatError.json`.
  package init(path: String, limit: Int = JSONValue.largestFile) throws {
    let file = try MappedFile(path: path, limit: limit)
    do throws(JSONProblem) {
      let result = file.withBytes { bytes in Result { () throws(JSONProblem) in try JSONValue(parsing: bytes) } }
      self = try result.get()
    } catch {
      throw FormatError.json(path: path, error)
    }
  }
}
