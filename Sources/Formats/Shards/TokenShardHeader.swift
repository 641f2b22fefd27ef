/// What a token shard says about itself at its start.
package struct TokenShardHeader: Sendable, Equatable {
  /// The identity of the tokenizer (`TokenizerFiles.digest`).
  package var vocabularyDigest: Digest
  /// The number of tokens in the vocabulary; every id is below it.
  package var vocabularySize: Int
  /// The id of the token that separates documents; nil if there is none.
  package var separatorID: UInt32?
  /// Whether tokens of prompts are marked (``TokenMark``), so that a training does not learn them.
  package var marksPrompts: Bool
  /// The split of a dataset that the shard belongs to; nil for a part that `bpe-encode` made.
  package var split: String?
  /// The place among the parts or shards of the same series, from 0.
  package var part: Int
  /// The number of parts or shards in the series.
  package var parts: Int
  /// Where the tokens came from, free-form: what the making tool wants to check or show later.
  package var source: JSONValue

  /// A header.
  package init(
    vocabularyDigest: Digest, vocabularySize: Int, separatorID: UInt32?, marksPrompts: Bool = false,
    split: String? = nil, part: Int = 0, parts: Int = 1, source: JSONValue = .object([:])
  ) {
    self.vocabularyDigest = vocabularyDigest
    self.vocabularySize = vocabularySize
    self.separatorID = separatorID
    self.marksPrompts = marksPrompts
    self.split = split
    self.part = part
    self.parts = parts
    self.source = source
  }

  /// The width of the ids, which the vocabulary's size decides; marks need the highest of 32 bits.
  package var tokenType: TokenType { TokenType(vocabularySize: vocabularySize, marksPrompts: marksPrompts) }

  /// The header as JSON, as it stands in the shard.
  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "format": .string(Self.format),
      "version": .integer(Int64(ShardLayout.version)),
      "dtype": .string(tokenType.rawValue),
      "frame_tokens": .integer(Int64(ShardLayout.frameTokens)),
      "vocabulary": [
        "sha256": .string(vocabularyDigest.hex),
        "size": .integer(Int64(vocabularySize)),
      ],
      "end_of_text": separatorID.map { .integer(Int64($0)) } ?? .null,
      "part": .integer(Int64(part)),
      "parts": .integer(Int64(parts)),
      "source": source,
    ]
    if let split { members["split"] = .string(split) }
    if marksPrompts { members["marks"] = .string(TokenMark.name) }
    return .object(members)
  }

  private static let format = "letterpress.tokens"

  /// Reads the header's JSON.
  init(json: JSONValue) throws(ShardProblem) {
    guard json["format"]?.string == Self.format else { throw .notShard }
    let version = json["version"]?.int
    guard version == ShardLayout.version else { throw .version(found: json["version"]?.canonical ?? "none") }
    let keys = JSONKeys(json)
    do throws(JSONProblem) {
      guard try keys.natural("frame_tokens") == ShardLayout.frameTokens else {
        throw .shape(key: "frame_tokens", expected: "8192", found: json["frame_tokens"]?.canonical ?? "missing")
      }
      vocabularyDigest = try keys.member("vocabulary").digest("sha256")
      vocabularySize = try keys.member("vocabulary").natural("size")
      let marks = try keys.optional("marks", "\"\(TokenMark.name)\"") { $0.string == TokenMark.name ? true : nil }
      marksPrompts = marks ?? false
      let type = TokenType(vocabularySize: vocabularySize, marksPrompts: marksPrompts)
      guard try keys.string("dtype") == type.rawValue else {
        throw .shape(
          key: "dtype",
          expected: "\"\(type.rawValue)\" for a vocabulary of \(vocabularySize)\(marksPrompts ? " with marks" : "")",
          found: json["dtype"]?.canonical ?? "missing")
      }
      separatorID = try keys.optional("end_of_text", "a token id") { $0.int.flatMap(UInt32.init(exactly:)) }
      split = try keys.optional("split", "a string") { $0.string }
      part = try keys.natural("part")
      parts = try keys.natural("parts")
      source = try keys.value("source")
    } catch {
      throw .damaged(.header(error))
    }
    guard part < parts else {
      throw .damaged(.header(.shape(key: "part", expected: "less than parts, \(parts)", found: "\(part)")))
    }
    guard (1...TokenizerFiles.maximumCount).contains(vocabularySize) else {
      throw .damaged(
        .header(
          .shape(key: "vocabulary.size", expected: "1 to \(TokenizerFiles.maximumCount)", found: "\(vocabularySize)")))
    }
    if let separatorID, separatorID >= vocabularySize {
      throw .damaged(
        .header(
          .shape(key: "end_of_text", expected: "less than vocabulary.size, \(vocabularySize)", found: "\(separatorID)"))
      )
    }
  }
}

extension TokenShardHeader {
  /// The usual name of a part: `part-00003-of-00064.u16.zst`.
  package static func partName(_ part: Int, of parts: Int, _ type: TokenType) -> String {
    func padded(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
    return "part-\(padded(part))-of-\(padded(parts))\(type.suffix)"
  }
}
