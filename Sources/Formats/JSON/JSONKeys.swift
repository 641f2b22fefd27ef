import Messages

/// Reads the members of a JSON object that a format demands, with errors that name the key and what was found.
struct JSONKeys {
  private let json: JSONValue
  private let prefix: String

  init(_ json: JSONValue, prefix: String = "") {
    self.json = json
    self.prefix = prefix
  }

  /// A member that must be there, of any kind.
  func value(_ key: String) throws(JSONProblem) -> JSONValue {
    guard let value = json[key] else { throw wrong(key, "a value") }
    return value
  }

  /// An object.
  func member(_ key: String) throws(JSONProblem) -> JSONKeys {
    guard let value = json[key], value.object != nil else { throw wrong(key, "an object") }
    return JSONKeys(value, prefix: prefix + key + ".")
  }

  /// The elements of an array, each as an object.
  func members(_ key: String) throws(JSONProblem) -> [JSONKeys] {
    guard let elements = json[key]?.array else { throw wrong(key, "a list") }
    var members: [JSONKeys] = []
    for (index, element) in elements.enumerated() {
      guard element.object != nil else { throw wrong("\(key)[\(index)]", "an object") }
      members.append(JSONKeys(element, prefix: "\(prefix)\(key)[\(index)]."))
    }
    return members
  }

  func string(_ key: String) throws(JSONProblem) -> String {
    guard let value = json[key]?.string else { throw wrong(key, "a string") }
    return value
  }

  /// An integer from 0.
  func natural(_ key: String) throws(JSONProblem) -> Int {
    guard let value = json[key]?.int, value >= 0 else { throw wrong(key, "a whole number") }
    return value
  }

  func digest(_ key: String) throws(JSONProblem) -> Digest {
    guard let value = json[key]?.string.flatMap(Digest.init(hex:)) else {
      throw wrong(key, "a SHA-256 digest of 64 hexadecimal digits")
    }
    return value
  }

  /// A member that may be missing or null.
  func optional<Value>(
    _ key: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(JSONProblem) -> Value? {
    guard let value = json[key], value != .null else { return nil }
    guard let converted = convert(value) else { throw wrong(key, expected + " or null") }
    return converted
  }

  private func wrong(_ key: String, _ expected: String) -> JSONProblem {
    .shape(key: prefix + key, expected: expected, found: json[key]?.briefly ?? "missing")
  }
}

extension JSONValue {
  /// The kind, and for short values the value.
  fileprivate var briefly: String {
    switch self {
    case .null: return "null"
    case .array, .object: return kind
    case .string(let text): return Printable.quoted(text, limit: 30)
    case .bool, .integer, .number: return canonical
    }
  }
}
