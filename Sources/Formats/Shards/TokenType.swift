/// What a stored token may carry beside its id.
package enum TokenMark {
  /// Set in tokens of prompts, which are read and not learned. Ids have fewer bits.
  package static let prompt: UInt32 = 1 << 31
  /// What headers call it.
  static let name = "prompts"
}

/// How wide a token id is on disk: all shards of one vocabulary have the same width, which its size decides.
///
/// In memory ids always have 32 bits; half of the bytes on disk are worth the conversion.
package enum TokenType: String, Sendable, Equatable, CaseIterable {
  /// 16 bits, little-endian: vocabularies of up to 65,536 tokens.
  case uint16
  /// 32 bits, little-endian: larger vocabularies.
  case uint32

  /// The type for a vocabulary of so many tokens, which may carry marks.
  package init(vocabularySize: Int, marksPrompts: Bool = false) {
    self = vocabularySize <= 1 << 16 && !marksPrompts ? .uint16 : .uint32
  }

  /// Bytes of one id.
  package var bytes: Int {
    switch self {
    case .uint16: 2
    case .uint32: 4
    }
  }

  /// How the names of shards with such ids end: `.u16.zst`.
  package var suffix: String {
    switch self {
    case .uint16: ".u16.zst"
    case .uint32: ".u32.zst"
    }
  }

  /// The type that a file's name tells; nil if it is not the name of a token shard.
  package static func ofShard(named name: String) -> TokenType? { allCases.first { name.hasSuffix($0.suffix) } }
}
