import Parallel

@testable import Formats

/// Shards of made-up tokens for tests.
enum SmallShard {
  static let vocabularySize = 500
  static let vocabulary = Digest.of(Array("a vocabulary".utf8))

  static func header(
    split: String? = nil, part: Int = 0, parts: Int = 1, vocabularySize: Int = vocabularySize
  ) -> TokenShardHeader {
    TokenShardHeader(
      vocabularyDigest: vocabulary, vocabularySize: vocabularySize, separatorID: 0, split: split, part: part,
      parts: parts, source: ["made": "for tests"])
  }

  /// Tokens that look random but are always the same; zeros end documents.
  static func tokens(_ count: Int, seed: UInt64 = 1) -> [UInt32] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Int(state >> 33)
      return value % 13 == 0 ? 0 : UInt32(value % vocabularySize)
    }
  }

  /// Writes a shard; each token stands for three bytes of text.
  @discardableResult
  static func write(
    _ tokens: [UInt32], to path: String, header: TokenShardHeader = header(), chunk: Int = 1000,
    team: ThreadTeam? = nil
  ) throws -> ShardSummary {
    let writer = try TokenShardWriter(path: path, header: header, team: team)
    var pending: [UInt32] = []
    for token in tokens {
      pending.append(token)
      if token == 0 || pending.count == chunk {
        try writer.append(pending, textBytes: 3 * pending.count)
        pending = []
      }
      if token == 0 { try writer.endDocument() }
    }
    try writer.append(pending, textBytes: 3 * pending.count)
    return try writer.finish()
  }
}

extension [UInt32] {
  /// The bytes that a shard stores for these ids.
  func stored(as type: TokenType) -> [UInt8] {
    flatMap { id in (0..<type.bytes).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } }
  }
}
