import Messages

/// What can be wrong with merges; `place` is "line 7" or "entry 7".
package enum MergesProblem: DescribedError, Equatable {
  /// A directory without merges.
  case missing
  /// More merges than `TokenizerFiles.maximumCount`.
  case tooMany(Int)
  /// Something else than two tokens.
  case notPair(place: String, found: String)
  case notUTF8(place: String)
  /// A line with a carriage return within it.
  case loneCarriageReturn(place: String)
  /// A merge whose left, right or joined token is not in the vocabulary.
  case outsideVocabulary(number: Int, left: String, right: String, missing: String)
  case duplicate(number: Int, left: String, right: String)

  package var message: Message {
    switch self {
    case .missing:
      return "no merges.json and no merges.txt in this directory; check the path or make the tokenizer with bpe-train"
    case .tooMany(let count):
      let limit = TokenizerFiles.maximumCount
      return
        "\(count) merges are too many (expected at most \(limit)); train with \(field: "vocabularySize") \(limit) or less"
    case .notPair(let place, let found):
      return "\(place) is \(Printable.quoted(found)) (expected two tokens)"
    case .notUTF8(let place):
      return "\(place) is not valid UTF-8"
    case .loneCarriageReturn(let place):
      return "\(place) has a carriage return that ends no line (expected lines that end with LF, or with CR and LF); "
        + "save the file with such line ends"
    case .outsideVocabulary(let number, let left, let right, let missing):
      return "merge \(number), \(Printable.quoted(left)) with \(Printable.quoted(right)), "
        + "does not match the vocabulary: no token \(Printable.quoted(missing)); use the merges of the same tokenizer"
    case .duplicate(let number, let left, let right):
      return "merge \(number), \(Printable.quoted(left)) with \(Printable.quoted(right)), appears twice"
    }
  }
}
