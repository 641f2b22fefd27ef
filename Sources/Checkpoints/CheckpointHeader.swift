import Formats

/// What a checkpoint says about itself, beside its tensors.
package struct CheckpointHeader: Sendable, Equatable {
  /// Completed steps.
  package let step: Int
  /// The settings of the run, model included, as one flat object.
  package let settings: JSONValue
  /// Identity of the tokenizer whose ids the model knows.
  package let vocabularyDigest: Digest
  /// Identity of the training tokens.
  package let dataDigest: Digest

  package init(step: Int, settings: JSONValue, vocabularyDigest: Digest, dataDigest: Digest) {
    self.step = step
    self.settings = settings
    self.vocabularyDigest = vocabularyDigest
    self.dataDigest = dataDigest
  }
}

/// The header as safetensors metadata, which is a flat table of strings.
extension CheckpointHeader {
  private enum Key {
    static let format = "format"
    static let version = "letterpress_version"
    static let step = "step"
    static let settings = "config"
    static let vocabulary = "vocabulary_sha256"
    static let data = "dataset_sha256"
  }

  private static let version = "1"

  var metadata: [String: String] {
    [
      // What transformers and others expect to find; the tensors are plain row-major arrays all the same.
      Key.format: "pt",
      Key.version: Self.version,
      Key.step: String(step),
      Key.settings: settings.canonical,
      Key.vocabulary: vocabularyDigest.hex,
      Key.data: dataDigest.hex,
    ]
  }

  /// Whether metadata are those of a checkpoint, of whatever version, even if some are missing.
  static func isPresent(in metadata: [String: String]) -> Bool {
    [Key.version, Key.settings, Key.vocabulary, Key.data].contains { metadata[$0] != nil }
  }

  /// - Throws: ``CheckpointError`` naming the file and the missing or malformed entry.
  init(metadata: [String: String], path: String) throws {
    func entry<Value>(_ key: String, _ read: (String) -> Value?) throws -> Value {
      guard let text = metadata[key] else { throw CheckpointError.checkpoint(path: path, .missingEntry(key: key)) }
      guard let value = read(text) else {
        throw CheckpointError.checkpoint(path: path, .malformedEntry(key: key, found: text))
      }
      return value
    }
    let version = try entry(Key.version) { $0 }
    guard version == Self.version else { throw CheckpointError.checkpoint(path: path, .unknownVersion(found: version)) }
    step = try entry(Key.step) { Int($0).flatMap { $0 >= 0 ? $0 : nil } }
    settings = try entry(Key.settings) { try? JSONValue(parsing: Array($0.utf8)) }
    vocabularyDigest = try entry(Key.vocabulary) { Digest(hex: $0) }
    dataDigest = try entry(Key.data) { Digest(hex: $0) }
  }
}
