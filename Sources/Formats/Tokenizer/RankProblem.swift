import Messages

/// What can be wrong with a file of tiktoken's ranks, and with what is said about it beside it.
package enum RankProblem: DescribedError, Equatable {
  /// A directory without any file of a tokenizer.
  case nothing
  /// A directory with several files of ranks.
  case several([String])
  /// Something else than a token in base64, a space and a rank.
  case notRank(line: Int, found: String)
  /// A file of Google's SentencePiece.
  case sentencePiece
  /// A token that is longer than any in use, which would take long to take apart.
  case longToken(line: Int, bytes: Int)
  /// A file of which nobody knows the pattern and the special tokens.
  case unknown
  /// A `pat_str` that is none of our patterns'.
  case unknownPattern(String)
  /// A special token whose id another token has, or whose id is none.
  case specialTokenID(String)

  /// The most bytes of a token.
  static let longestToken = 1024

  package var message: Message {
    switch self {
    case .nothing:
      return "no tokenizer in this directory (expected vocab.json with merges.json or merges.txt, tokenizer.json, or a "
        + "file of tiktoken's ranks); check the path or make a tokenizer with bpe-train"
    case .several(let names):
      return
        "\(names.count) files of ranks, \(Printable.brief(names.joined(separator: ", "))) (expected one); give the "
        + "path of the file instead of the directory's"
    case .notRank(let line, let found):
      return "line \(line) is \(Printable.quoted(found)) (expected a token in base64, a space and its rank)"
    case .sentencePiece:
      return "is a model of SentencePiece (expected tiktoken's ranks, lines of a token in base64 and its rank); "
        + "use a byte-level BPE tokenizer like GPT-2's"
    case .longToken(let line, let bytes):
      return "the token of line \(line) has \(bytes) bytes (expected at most \(Self.longestToken))"
    case .unknown:
      return "these ranks are not known, and no tiktoken.json beside them names their pattern and special tokens "
        + "(expected ranks of \(KnownRanks.names), or that file); write it as docs/formats.md says"
    case .unknownPattern(let text):
      return
        "\"pat_str\" is \(Printable.quoted(text)) (expected the pattern of \(PatternTexts.tiktokenNames), as tiktoken spells "
        + "it); use a tokenizer with one of these"
    case .specialTokenID(let token):
      return "special token \(Printable.quoted(token)) has an id that is another token's or none "
        + "(expected an id from 0 to \(TokenizerFiles.maximumCount - 1) that no token has)"
    }
  }
}
