import Messages

/// `dataset.json`: which shards form which split, and what they hold.
package struct DatasetFile: Sendable, Equatable {
  /// One shard of a split.
  package struct Shard: Sendable, Equatable {
    /// The file's name in the dataset's directory.
    package var name: String
    /// The number of tokens.
    package var tokens: Int
    /// Documents that end in the shard.
    package var documents: Int
    /// Bytes of text that the tokens stand for.
    package var textBytes: Int
    /// SHA-256 of the tokens.
    package var tokensDigest: Digest
    /// SHA-256 of the file.
    package var fileDigest: Digest
    /// Bytes of the file.
    package var fileBytes: Int
  }

  /// The shards of a split in order, one stream of tokens.
  package struct Split: Sendable, Equatable {
    /// The number of tokens in all shards.
    package var tokens: Int
    /// The number of documents.
    package var documents: Int
    /// Bytes of text, the separators' included: what bits per byte divides by.
    package var textBytes: Int
    /// SHA-256 of all tokens in order, as stored: the same however they are cut into shards.
    package var tokensDigest: Digest
    /// The shards in order.
    package var shards: [Shard]

    /// A split.
    package init(tokens: Int, documents: Int, textBytes: Int, tokensDigest: Digest, shards: [Shard]) {
      self.tokens = tokens
      self.documents = documents
      self.textBytes = textBytes
      self.tokensDigest = tokensDigest
      self.shards = shards
    }
  }

  /// The identity of the tokenizer.
  package var vocabularyDigest: Digest
  /// The number of tokens in the vocabulary.
  package var vocabularySize: Int
  /// The id of the token that separates documents; nil if there is none.
  package var separatorID: UInt32?
  /// The splits by name, as `train` and `valid`.
  package var splits: [String: Split]
  /// How the documents were ordered and split, for people and for `shard --inspect`.
  package var recipe: JSONValue

  /// The version of the file; raised when a reader of the old one would misread the new one.
  static let version = 1
  /// The file's name in a dataset's directory.
  package static let fileName = "dataset.json"

  /// A dataset.
  package init(
    vocabularyDigest: Digest, vocabularySize: Int, separatorID: UInt32?, splits: [String: Split],
    recipe: JSONValue = .object([:])
  ) {
    self.vocabularyDigest = vocabularyDigest
    self.vocabularySize = vocabularySize
    self.separatorID = separatorID
    self.splits = splits
    self.recipe = recipe
  }

  /// The identity of the dataset, the same however its splits are cut into shards: SHA-256 of the canonical JSON
  /// `{"end_of_text":…,"splits":{NAME:{"documents":…,"tokens":…,"tokens_sha256":…}},
  /// "vocabulary":{"sha256":…,"size":…}}`, without the line break.
  package var digest: Digest {
    let identity: JSONValue = [
      "end_of_text": separatorID.map { .integer(Int64($0)) } ?? .null,
      "vocabulary": vocabularyJSON,
      "splits": .object(
        splits.mapValues { split in
          [
            "tokens": .integer(Int64(split.tokens)),
            "documents": .integer(Int64(split.documents)),
            "tokens_sha256": .string(split.tokensDigest.hex),
          ]
        }),
    ]
    return .of(Array(identity.canonical.utf8))
  }

  /// The usual name of a shard: `train-00000.u16.zst`.
  package static func shardName(split: String, index: Int, _ type: TokenType) -> String {
    let digits = String(index)
    return "\(split)-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)\(type.suffix)"
  }

  /// The file's JSON.
  package var json: JSONValue {
    [
      "format": .string(Self.format),
      "version": .integer(Int64(Self.version)),
      "vocabulary": vocabularyJSON,
      "end_of_text": separatorID.map { .integer(Int64($0)) } ?? .null,
      "recipe": recipe,
      "splits": .object(splits.mapValues(\.json)),
    ]
  }

  private static let format = "letterpress.dataset"

  private var vocabularyJSON: JSONValue {
    ["sha256": .string(vocabularyDigest.hex), "size": .integer(Int64(vocabularySize))]
  }

  /// Reads the file's JSON and checks that its numbers add up.
  /// - Throws: `JSONProblem` or `DatasetProblem`.
  init(json: JSONValue) throws {
    guard json["format"]?.string == Self.format else { throw DatasetProblem.notDataset }
    guard json["version"]?.int == Self.version else {
      throw DatasetProblem.version(found: json["version"]?.canonical ?? "none")
    }
    let keys = JSONKeys(json)
    vocabularyDigest = try keys.member("vocabulary").digest("sha256")
    vocabularySize = try keys.member("vocabulary").natural("size")
    separatorID = try keys.optional("end_of_text", "a token id") { $0.int.flatMap(UInt32.init(exactly:)) }
    recipe = try keys.value("recipe")
    splits = [:]
    let members = try keys.member("splits")
    for name in json["splits"]?.object?.keys.sorted() ?? [] {
      splits[name] = try Split(name: name, keys: members.member(name))
    }
  }
}

extension DatasetFile.Split {
  fileprivate var json: JSONValue {
    var first = 0
    let list = shards.map { shard in
      defer { first += shard.tokens }
      return shard.json(firstToken: first)
    }
    return [
      "tokens": .integer(Int64(tokens)),
      "documents": .integer(Int64(documents)),
      "text_bytes": .integer(Int64(textBytes)),
      "tokens_sha256": .string(tokensDigest.hex),
      "shards": .array(list),
    ]
  }

  fileprivate init(name: String, keys: JSONKeys) throws {
    tokens = try keys.natural("tokens")
    documents = try keys.natural("documents")
    textBytes = try keys.natural("text_bytes")
    tokensDigest = try keys.digest("tokens_sha256")
    var first = 0
    shards = []
    for member in try keys.members("shards") {
      let shard = try DatasetFile.Shard(keys: member)
      guard FilePath.isPlainName(shard.name) else { throw DatasetProblem.unsafeName(shard.name) }
      guard try member.natural("first_token") == first else {
        throw DatasetProblem.sum(
          split: name, what: "tokens before \(Printable.quoted(shard.name))",
          expected: try member.natural("first_token"), found: first)
      }
      let (next, overflow) = first.addingReportingOverflow(shard.tokens)
      guard !overflow else { throw DatasetProblem.sum(split: name, what: "tokens", expected: tokens, found: first) }
      first = next
      shards.append(shard)
    }
    if first != tokens { throw DatasetProblem.sum(split: name, what: "tokens", expected: tokens, found: first) }
  }
}

extension DatasetFile.Shard {
  /// A shard as its writer reports it.
  package init(_ summary: ShardSummary) {
    self.init(
      name: FilePath.name(summary.file.path), tokens: summary.tokens, documents: summary.documents,
      textBytes: summary.textBytes, tokensDigest: summary.tokensDigest, fileDigest: summary.file.digest,
      fileBytes: summary.file.bytes)
  }

  fileprivate func json(firstToken: Int) -> JSONValue {
    [
      "name": .string(name),
      "first_token": .integer(Int64(firstToken)),
      "tokens": .integer(Int64(tokens)),
      "documents": .integer(Int64(documents)),
      "text_bytes": .integer(Int64(textBytes)),
      "tokens_sha256": .string(tokensDigest.hex),
      "file_sha256": .string(fileDigest.hex),
      "file_bytes": .integer(Int64(fileBytes)),
    ]
  }

  fileprivate init(keys: JSONKeys) throws(JSONProblem) {
    name = try keys.string("name")
    tokens = try keys.natural("tokens")
    documents = try keys.natural("documents")
    textBytes = try keys.natural("text_bytes")
    tokensDigest = try keys.digest("tokens_sha256")
    fileDigest = try keys.digest("file_sha256")
    fileBytes = try keys.natural("file_bytes")
  }
}
