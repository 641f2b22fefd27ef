/// `encoding.json`: the parts of an encoding that follow its text, in order.
///
/// Such parts are named by their content, so that one and the same part serves the encodings of several states of a
/// text; which of them belong to the last one, and in which order, is told here alone.
package struct EncodingFile: Sendable, Equatable {
  /// The identity of the tokenizer.
  package var vocabularyDigest: Digest
  /// The number of tokens in the vocabulary.
  package var vocabularySize: Int
  /// The size of parts that was asked for, in bytes of text.
  package var partBytes: Int
  /// The names of the parts in order, each once.
  package var parts: [String]

  /// The file's name in the directory of the parts.
  package static let fileName = "encoding.json"
  /// By which a file is recognised as one of these.
  package static let format = "letterpress.encoding"
  /// The version of the file; raised when a reader of the old one would misread the new one.
  static let version = 1
  /// The most parts that an encoding may have.
  package static let maximumParts = 100_000

  /// A list of parts.
  package init(vocabularyDigest: Digest, vocabularySize: Int, partBytes: Int, parts: [String]) {
    self.vocabularyDigest = vocabularyDigest
    self.vocabularySize = vocabularySize
    self.partBytes = partBytes
    self.parts = parts
  }

  /// The file's JSON.
  package var json: JSONValue {
    [
      "format": .string(Self.format),
      "version": .integer(Int64(Self.version)),
      "vocabulary": ["sha256": .string(vocabularyDigest.hex), "size": .integer(Int64(vocabularySize))],
      "part_bytes": .integer(Int64(partBytes)),
      "parts": .array(parts.map { .string($0) }),
    ]
  }

  /// The bytes of the file.
  package var bytes: [UInt8] { Array(json.pretty.utf8) }

  /// Reads the file's JSON.
  init(json: JSONValue) throws(JSONProblem) {
    let keys = JSONKeys(json)
    guard try keys.string("format") == Self.format else {
      throw .shape(key: "format", expected: "\"\(Self.format)\"", found: "another")
    }
    let version = try keys.natural("version")
    guard version == Self.version else {
      throw .shape(key: "version", expected: "\(Self.version)", found: "\(version)")
    }
    vocabularyDigest = try keys.member("vocabulary").digest("sha256")
    vocabularySize = try keys.member("vocabulary").natural("size")
    partBytes = try keys.natural("part_bytes")
    guard let names = try keys.value("parts").array, (1...Self.maximumParts).contains(names.count) else {
      throw .shape(key: "parts", expected: "1 to \(Self.maximumParts) names", found: "another value")
    }
    parts = []
    var known: Set<String> = []
    for (index, name) in names.enumerated() {
      // A name is no path: nothing outside of the directory is ever a part.
      guard let name = name.string, PartKey.prefix(ofPartNamed: name) != nil, known.insert(name).inserted else {
        throw .shape(key: "parts[\(index)]", expected: "the name of a part, once", found: "another value")
      }
      parts.append(name)
    }
  }

  /// Loads the list of a directory; nil if it has none.
  /// - Throws: `FormatError`.
  package static func find(in folder: String) throws -> EncodingFile? {
    let path = FilePath.joined(folder, fileName)
    guard Folder.kind(of: path) != .nothing else { return nil }
    let json = try JSONValue(path: path)
    do throws(JSONProblem) {
      return try EncodingFile(json: json)
    } catch {
      throw FormatError.json(path: path, error)
    }
  }

  /// Whether the file in a directory has exactly these bytes.
  package func isWritten(in folder: String) -> Bool {
    (try? Self.find(in: folder)) == self
  }

  /// Writes the file into a directory.
  /// - Throws: `FormatError.file`.
  package func write(to folder: String) throws -> WrittenFile {
    let writer = try AtomicFileWriter(path: FilePath.joined(folder, Self.fileName))
    try writer.write(bytes)
    return try writer.commit()
  }
}

/// What a part that follows its text is called by: the digest of its text and of all that decides its tokens.
package struct PartKey: Sendable, Hashable {
  /// The digest.
  package let digest: Digest

  /// The member of a part's header that holds it.
  package static let member = "content_key"
  private static let beginning = "part-"
  private static let digits = 16

  /// A key.
  package init(_ digest: Digest) { self.digest = digest }

  /// The key that a part's header tells; nil if the part does not follow its text.
  package init?(_ header: TokenShardHeader) {
    guard header.split == nil, let digest = header.source[Self.member]?.string.flatMap(Digest.init(hex:)) else {
      return nil
    }
    self.digest = digest
  }

  /// The name of the part: `part-3f2a9c01d5e6b7a8.u16.zst`.
  package func name(_ type: TokenType) -> String { "\(Self.beginning)\(digest.hex.prefix(Self.digits))\(type.suffix)" }

  /// The first digits of the key in the name of such a part; nil for all other names.
  package static func prefix(ofPartNamed name: String) -> Substring? {
    guard name.hasPrefix(beginning), let type = TokenType.ofShard(named: name) else { return nil }
    let prefix = name.dropFirst(beginning.count).dropLast(type.suffix.count)
    let isHexadecimal = prefix.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return isHexadecimal && prefix.utf8.count == digits ? prefix : nil
  }
}
