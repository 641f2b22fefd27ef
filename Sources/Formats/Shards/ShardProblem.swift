import Messages

/// Why a token shard cannot be used.
package enum ShardProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not begin like a shard.
  case notShard
  case version(found: String)
  case damaged(ShardDamage)
  case tokenOutsideVocabulary(id: Int, position: Int, vocabularySize: Int)
  case rangeOutside(Range<Int>, tokens: Int)
  case tooManyDocuments
  case tooManyFrames
  case compression(String)
  /// zstd was refused memory.
  case noMemory

  package var description: String {
    switch self {
    case .notShard:
      return "is not a token shard (expected a file made by bpe-encode or shard)"
    case .version(let found):
      return "is a token shard of version \(Printable.quoted(found)) (expected \(ShardLayout.version)); "
        + "use the release of Letterpress that made it"
    case .damaged(let damage):
      return "\(damage); make it again with the tool that wrote it"
    case .tokenOutsideVocabulary(let id, let position, let vocabularySize):
      return "token \(position) has id \(id), outside the vocabulary of \(vocabularySize) "
        + "(expected 0 to \(vocabularySize - 1)); encode the text again with the right tokenizer"
    case .rangeOutside(let range, let tokens):
      return "tokens \(range.lowerBound) to \(range.upperBound) asked for, but it holds \(tokens)"
    case .tooManyDocuments:
      return "more than \(ShardLayout.maximumDocuments) documents in one file; use more parts"
    case .tooManyFrames:
      return "more than \(ShardLayout.maximumFrames * ShardLayout.frameTokens) tokens in one file; use more parts"
    case .noMemory:
      return FileProblem.noMemory.description
    case .compression(let text):
      return "zstd failed: \(text)"
    }
  }
}
