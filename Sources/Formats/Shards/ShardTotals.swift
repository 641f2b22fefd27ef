/// What a token shard says about itself at its end.
struct ShardTotals: Sendable, Equatable {
  var tokens: Int
  /// Documents that end in this shard.
  var documents: Int
  /// Bytes of text that the tokens stand for.
  var textBytes: Int
  /// SHA-256 of the tokens as stored: the identity of the content.
  var tokensDigest: Digest
  /// SHA-256 of all bytes of the file before the totals' frame, then of the three counts above as u64
  /// little-endian, then of the text's digest if there is one.
  var checkDigest: Digest
  /// What identifies the text that was encoded, if the writer said so.
  var textDigest: Digest?

  /// What `checkDigest` must be, from a hasher that has seen all bytes before the totals' frame.
  func check(_ preceding: SHA256) -> Digest {
    var hasher = preceding
    for count in [tokens, documents, textBytes] { hasher.update(littleEndian: UInt64(count)) }
    if let textDigest { hasher.update(textDigest.bytes) }
    return hasher.finish()
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "tokens": .integer(Int64(tokens)),
      "documents": .integer(Int64(documents)),
      "text_bytes": .integer(Int64(textBytes)),
      "tokens_sha256": .string(tokensDigest.hex),
      "check_sha256": .string(checkDigest.hex),
    ]
    if let textDigest { members["text_digest"] = .string(textDigest.hex) }
    return .object(members)
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
      checkDigest = try keys.digest("check_sha256")
      textDigest = try keys.optional("text_digest", "a SHA-256 digest") { $0.string.flatMap(Digest.init(hex:)) }
      // A petabyte in one shard is damage or malice; sums over many shards must not overflow.
      guard textBytes <= 1 << 50 else {
        throw .shape(key: "text_bytes", expected: "at most \(1 << 50)", found: "\(textBytes)")
      }
    } catch {
      throw .damaged(.totals(error))
    }
  }
}
