import Messages

/// What of a token shard is not as the tool that made it wrote it.
package enum ShardDamage: Equatable, Sendable, CustomStringConvertible {
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
    case .header(let problem):
      "damaged header: \(problem)"
    case .cut(let bytes):
      "cut off after \(bytes) \(Units.noun(bytes, "byte")): no seek table at its end"
    case .seekTable(let text):
      "damaged seek table: \(text)"
    case .missingFrame(let frame):
      "damaged: no \(frame.rawValue) where the seek table says"
    case .totals(let problem):
      "damaged totals: \(problem)"
    case .count(let count, let expected, let found):
      "damaged: \(found) \(count.rawValue) (expected \(expected))"
    case .frame(let index, let offset, let text):
      "damaged in frame \(index) at byte \(offset): \(text)"
    case .digest(let content, let expected, let found):
      "damaged: the SHA-256 of its \(content.rawValue) is \(found.short)… (expected \(expected.short)…)"
    case .documentEnds(let document):
      "damaged: document \(document) ends before it begins or after the last token"
    }
  }
}
