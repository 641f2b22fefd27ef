import Formats
import Messages

/// The members of a JSON object in a receipt, read with a message for each way they can be wrong.
struct ReceiptMembers {
  private let json: JSONValue
  private let path: String

  init(_ json: JSONValue, path: String) {
    self.json = json
    self.path = path
  }

  func damaged(_ detail: String) -> ManifestError { .receipt(path: path, .damaged(detail: detail)) }

  func value(_ key: String) throws -> JSONValue {
    guard let value = json[key] else { throw damaged("\"\(key)\" is missing") }
    return value
  }

  func text(_ key: String) throws -> String { try typed(key, "a string") { $0.string } }

  func integer(_ key: String) throws -> Int { try typed(key, "an integer") { $0.int } }

  /// The greatest number that `natural` takes: as nanoseconds, in the year 2223.
  static let latest: Int64 = 8_000_000_000_000_000_000

  /// A count of bytes, or nanoseconds since 1970: sums of a few never overflow (until the year 2223).
  func natural(_ key: String) throws -> Int64 {
    try typed(key, "an integer from 0 to 8e18") { value in
      value.int.flatMap { (0...Self.latest).contains(Int64($0)) ? Int64($0) : nil }
    }
  }

  func number(_ key: String) throws -> Double { try typed(key, "a number") { $0.double } }

  func boolean(_ key: String) throws -> Bool { try typed(key, "true or false") { $0.bool } }

  /// A text that must have a certain form.
  func parsed<Value>(_ key: String, _ parse: (String) -> Value?) throws -> Value {
    let text = try text(key)
    guard let value = parse(text) else { throw damaged("\"\(key)\" is \(Printable.quoted(text))") }
    return value
  }

  func texts(_ key: String) throws -> [String] {
    try typed(key, "an array of strings") { value in
      guard let elements = value.array else { return nil }
      let texts = elements.compactMap(\.string)
      return texts.count == elements.count ? texts : nil
    }
  }

  func child(_ key: String) -> ReceiptMembers { ReceiptMembers(json[key] ?? .null, path: path) }

  func children(_ key: String) throws -> [ReceiptMembers] {
    try typed(key, "an array") { $0.array }.map { ReceiptMembers($0, path: path) }
  }

  /// What `read` makes of the member, or nil where there is none or it is null.
  func ifPresent<Value>(_ key: String, _ read: (String) throws -> Value) throws -> Value? {
    switch json[key] {
    case nil, .null?: nil
    default: try read(key)
    }
  }

  private func typed<Value>(_ key: String, _ expected: String, _ convert: (JSONValue) -> Value?) throws -> Value {
    let value = try value(key)
    guard let converted = convert(value) else {
      throw damaged("\"\(key)\" is \(value.kind), expected \(expected)")
    }
    return converted
  }
}
