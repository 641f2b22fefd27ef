/// Turns text into token ids; immutable, so that any number of threads share one.
///
/// The tokens are those of the slow definition: cut the text at special tokens (the longest match first), normalise
/// what lies between if the vocabulary says so, cut it into pretokens, and in each join the neighbouring pair of the
/// lowest rank, the leftmost of several, as long as one has a merge. With ``MergeRules/takesWholePretokens`` a pretoken that is a token is that token.
package final class Encoder: Sendable {
  package let vocabulary: Vocabulary
  /// The special token after which a document ends, if documents are told apart.
  package let separator: TokenID?

  /// Whether a text may hold marks (``TextMark``), which become ids of their own.
  package let readsMarks: Bool

  let table: MergeTable
  let specialTokens: SpecialTokenMatcher

  /// Makes the encoder's tables; `separator` is the special token that ends documents, and with `readsMarks` a text may
  /// hold marks.
  ///
  /// - Throws: `specialTokenNotInVocabulary` if `separator` is none of the vocabulary's special tokens.
  package init(
    _ vocabulary: Vocabulary, separator: [UInt8]? = nil, readsMarks: Bool = false
  ) throws(TokenizationError) {
    self.vocabulary = vocabulary
    self.readsMarks = readsMarks
    self.table = MergeTable(vocabulary)
    let marks = readsMarks ? TextMark.allCases.map { [$0.rawValue] } : []
    self.specialTokens = SpecialTokenMatcher(vocabulary.specialTokens + marks)
    if let separator {
      guard let index = vocabulary.specialTokens.firstIndex(of: separator) else {
        throw .specialTokenNotInVocabulary(separator)
      }
      self.separator = vocabulary.specialTokenIDs[index]
    } else {
      self.separator = nil
    }
  }

  /// The separator and its bytes of text.
  package var separatorAndLength: (token: TokenID, bytes: Int)? {
    separator.map { ($0, vocabulary.bytes.length(of: Int($0))) }
  }

  /// The tokens of a whole text. For large texts, and for many, use an `EncodingStream`.
  package func encode(_ text: [UInt8]) -> [TokenID] {
    let stream = EncodingStream(self, textBytes: text.count)
    var tokens: [TokenID] = []
    text.withUnsafeBytes { text in
      stream.append(text) { tokens.append(contentsOf: $0.tokens) }
    }
    stream.finish { tokens.append(contentsOf: $0.tokens) }
    return tokens
  }

  /// The tokens of a string's UTF-8 bytes.
  package func encode(_ text: String) -> [TokenID] { encode(Array(text.utf8)) }
}
