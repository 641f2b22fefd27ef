import Messages

/// Why a `tokenizer.json` does not describe the tokenizer of the files beside it.
package enum HuggingFaceProblem: DescribedError, Equatable {
  /// A member with a value that would make other ids than ours.
  case foreignMember(String, found: String, expected: String)
  /// A member of which nothing is known.
  case unknownMember(String)
  /// A token that the vocabulary does not have with this id; nil if its id is no number.
  case otherVocabulary(token: String, id: Int?)
  case missingInVocabulary(token: String, id: Int)
  /// A token that is neither in the byte alphabet nor an added one.
  case notByteLevel(String)
  /// A pattern that `tokenizers` has no words for.
  case unknownPattern(String)
  /// An added token of the same bytes as a token of the vocabulary with another text.
  case sameBytes(String, other: String, id: Int)
  /// A merge that is not the one of the merges' own file.
  case otherMerge(number: Int, found: MergePair?, expected: MergePair?)

  package var message: Message {
    switch self {
    case .foreignMember(let member, let found, let expected):
      return "\(Printable.quoted(member)) is \(Printable.brief(found)) (expected \(expected)), "
        + "which Letterpress does not do; \(Self.advice)"
    case .unknownMember(let member):
      return "unknown member \(Printable.quoted(member)) (expected those of GPT-2's tokenizer); \(Self.advice)"
    case .otherVocabulary(let token, let id):
      let words = id.map { "id \($0)" } ?? "an id that is no whole number"
      return "\"model.vocab\" has token \(Printable.quoted(token)) with \(words) "
        + "(expected the tokens and ids of vocab.json); \(Self.sameTokenizer)"
    case .missingInVocabulary(let token, let id):
      return "\"model.vocab\" has no token \(Printable.quoted(token)) with id \(id), as vocab.json has "
        + "(expected the same tokens); \(Self.sameTokenizer)"
    case .notByteLevel(let token):
      return "\"model.vocab\" has token \(Printable.quoted(token)), which is not in GPT-2's byte alphabet "
        + "(expected tokens of bytes, or one of \"added_tokens\"); \(Self.advice)"
    case .unknownPattern(let name):
      return
        "split pattern \(Printable.quoted(name)) cannot be written to tokenizer.json (expected \(PatternTexts.names) "
        + "or \(PatternTexts.whole)); \(Self.advice)"
    case .sameBytes(let token, let other, let id):
      return "added token \(Printable.quoted(token)) has the bytes of token \(id), \(Printable.quoted(other)) "
        + "(expected different bytes), which Letterpress does not do; \(Self.advice)"
    case .otherMerge(let number, let found, let expected):
      return "merge \(number) of \"model.merges\" is \(Self.words(found)) (expected \(Self.words(expected)), as in the "
        + "merges' own file); \(Self.sameTokenizer)"
    }
  }

  private static let advice = "use a byte-level BPE tokenizer like GPT-2's"
  private static let sameTokenizer = "use the files of one tokenizer"

  private static func words(_ merge: MergePair?) -> String {
    guard let merge else { return "missing" }
    return "\(Printable.quoted(ByteAlphabet.text(merge.left))) with \(Printable.quoted(ByteAlphabet.text(merge.right)))"
  }
}
