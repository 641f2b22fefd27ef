/// What a token shard says about itself at its end.
struct ShardTotals: Sendable, Equatable {
  var tokens: Int
  /// Documents that end in this shard.
  var documents: Int
  /// Bytes of text that the tokens stand for.
  var textBytes: Int
  /// SHA-256 of the tokens as u16 little-endian: the identity of the content.
  var tokensDigest: Digest
  /// SHA-256 of all bytes of the file before the totals' frame.
  var precedingDigest: Digest

  var json: JSONValue {
    [
      "tokens": .integer(Int64(tokens)),
      "documents": .integer(Int64(documents)),
      "text_bytes": .integer(Int64(textBytes)),
      "tokens_sha256": .string(tokensDigest.hex),
      "preceding_sha256": .string(precedingDigest.hex),
    ]
  }
}

extension ShardTotals {
  init(json: JSONValue) throws(ShardProblem) {
    let keys = JSONKeys(json)
    do throws(JSONProblem) {
      tokens = try keys.natural("tokens")
      documents = try keys.natural("documents")
      textBytes = try keys.natural("text_bytes")
      tokensDigest = try keys.digest("tokens_sha256")
      precedingDigest = try keys.digest("preceding_sha256")
    } catch {
      throw .totals(error)
    }
  }
}
