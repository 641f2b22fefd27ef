import Formats
import Messages

/// Reads a folder's `config.json` key by key; a key that is null counts as missing.
struct ConfigurationKeys {
  let json: JSONValue
  /// The file, for messages.
  let path: String

  /// - Throws: ``CheckpointError`` for another kind of value, or for a missing key without a default
  func integer(_ key: String, missing: Int? = nil) throws -> Int {
    try value(key, missing: missing, expected: "an integer") { $0.int }
  }

  /// - Throws: as `integer`
  func number(_ key: String, missing: Double? = nil) throws -> Double {
    try value(key, missing: missing, expected: "a number") { $0.double }
  }

  /// - Throws: as `integer`
  func bool(_ key: String, missing: Bool? = nil) throws -> Bool {
    try value(key, missing: missing, expected: "true or false") { $0.bool }
  }

  /// - Throws: as `integer`
  func string(_ key: String, missing: String? = nil) throws -> String {
    try value(key, missing: missing, expected: "a string") { $0.string }
  }

  /// The value of a key that may be missing.
  ///
  /// - Throws: ``CheckpointError`` for another kind of value
  func optional<Value>(_ key: String, expected: String, _ read: (JSONValue) -> Value?) throws -> Value? {
    guard let found = json[key], found != .null else { return nil }
    guard let value = read(found) else { throw problem(.wrongKind(key: key, found: found.kind, expected: expected)) }
    return value
  }

  /// Refuses whatever is not one of the values that change nothing, in `transformers`' own words.
  ///
  /// - Throws: ``CheckpointError``
  func require(_ key: String, among values: [JSONValue]) throws {
    guard let found = json[key], found != .null, !values.contains(found) else { return }
    throw problem(
      .unsupported(key: key, found: found.canonical, expected: values.map(\.canonical).joined(separator: " or ")))
  }

  /// An object under a key, read the same way.
  ///
  /// - Throws: ``CheckpointError`` for another kind of value
  func object(_ key: String) throws -> ConfigurationKeys? {
    try optional(key, expected: "an object") { $0.object }
      .map { ConfigurationKeys(json: .object($0), path: path) }
  }

  func problem(_ problem: ModelFolderProblem) -> CheckpointError { .modelFolder(path: path, problem) }

  private func value<Value>(
    _ key: String, missing: Value?, expected: String, _ read: (JSONValue) -> Value?
  ) throws -> Value {
    guard let value = try optional(key, expected: expected, read) ?? missing else { throw problem(.missingKey(key)) }
    return value
  }
}
