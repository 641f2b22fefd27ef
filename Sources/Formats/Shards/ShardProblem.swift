import Messages

/// Why a token shard cannot be used.
package enum ShardProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not begin like a shard.
  case notShard
  case version(found: String)
  case header(JSONProblem)
  /// The file ends before the seek table does.
  case cut(bytes: Int)
  /// A number in the seek table that contradicts the file.
  case seekTable(String)
  /// A frame of our own data is not where the seek table says.
  case missingFrame(Frame)
  case totals(JSONProblem)
  /// A total that contradicts the content.
  case count(Count, expected: Int, found: Int)
  /// A frame that does not decompress to what the seek table promises.
  case frame(Int, offset: Int, String)
  case digest(Content, expected: Digest, found: Digest)
  case documentEnds(document: Int)
  case tokenOutsideVocabulary(id: Int, position: Int, vocabularySize: Int)
  case rangeOutside(Range<Int>, tokens: Int)
  case tooManyDocuments
  case tooManyFrames
  case compression(String)
  /// zstd was refused memory.
  case noMemory

  /// A skippable frame of ours.
  package enum Frame: String, Sendable, Equatable {
    case header, totals
    case documentEnds = "document ends"
    case textEnds = "text ends"
  }

  /// What is counted.
  package enum Count: String, Sendable, Equatable {
    case tokens, documents
    case textBytes = "bytes of text"
  }

  /// What a digest is of.
  package enum Content: String, Sendable, Equatable {
    case tokens
    case file
  }

  package var description: String {
    switch self {
    case .notShard:
      return "is not a token shard (expected a file made by bpe-encode or shard)"
    case .version(let found):
      return "is a token shard of version \(Printable.quoted(found)) (expected \(ShardLayout.version)); "
        + "use the release of Letterpress that made it"
    case .header(let problem):
      return "damaged header: \(problem); \(Self.remake)"
    case .cut(let bytes):
      return "cut off after \(bytes) bytes: no seek table at its end; \(Self.remake)"
    case .seekTable(let text):
      return "damaged seek table: \(text); \(Self.remake)"
    case .missingFrame(let frame):
      return "damaged: no \(frame.rawValue) where the seek table says; \(Self.remake)"
    case .totals(let problem):
      return "damaged totals: \(problem); \(Self.remake)"
    case .count(let count, let expected, let found):
      return "damaged: \(found) \(count.rawValue) (expected \(expected)); \(Self.remake)"
    case .frame(let index, let offset, let text):
      return "damaged in frame \(index) at byte \(offset): \(text); \(Self.remake)"
    case .digest(let content, let expected, let found):
      return "damaged: the SHA-256 of its \(content.rawValue) is \(found.short)… (expected \(expected.short)…); "
        + Self.remake
    case .documentEnds(let document):
      return "damaged: document \(document) ends before it begins or after the last token; \(Self.remake)"
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

  private static let remake = "make it again with the tool that wrote it"
}
