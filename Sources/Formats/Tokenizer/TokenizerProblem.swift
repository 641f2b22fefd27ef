import Messages

/// Why the files of a tokenizer cannot be used. Texts of tokens are in GPT-2's byte alphabet, as in the files.
package enum TokenizerProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// More tokens than `TokenizerFiles.maximumCount`.
  case tooManyTokens(Int)
  /// More merges than `TokenizerFiles.maximumCount`.
  case tooManyMerges(Int)
  case idNotInteger(token: String)
  /// An id that leaves a gap: ids must be 0 up to the number of tokens.
  case idOutOfRange(token: String, id: Int, count: Int)
  case duplicateID(Int, token: String)
  case duplicateToken(String)
  case emptyToken(id: Int)
  case notInAlphabet(String)
  /// A byte without a token: some text could not be encoded.
  case missingByte(UInt8)
  /// Where a merge is not two tokens; `place` is "line 7" or "entry 7".
  case mergeNotPair(place: String, found: String)
  case mergeNotUTF8(place: String)
  /// A merge whose left, right or joined token is not in the vocabulary.
  case mergeOutsideVocabulary(number: Int, left: String, right: String, missing: String)
  case duplicateMerge(number: Int, left: String, right: String)
  case emptySpecialToken
  case duplicateSpecialToken(String)
  case specialTokenMissing(String)
  case specialTokenIDDiffers(String, id: Int, vocabularyID: Int)
  /// A directory without merges.
  case noMerges
  /// A line of merges with a carriage return within it.
  case loneCarriageReturn(place: String)
  /// A member of `tokenizer.json` with a value that would make other ids than ours.
  case foreignMember(String, found: String, expected: String)
  /// A member of `tokenizer.json` of which nothing is known.
  case unknownMember(String)
  /// A token of `tokenizer.json` that the vocabulary does not have with this id; nil if its id is no number.
  case otherVocabulary(token: String, id: Int?)
  case missingInVocabulary(token: String, id: Int)
  /// A merge of `tokenizer.json` that is not the one of the merges' own file.
  case otherMerge(number: Int, found: MergePair?, expected: MergePair?)
  /// A special token that `tokenizer.json` cannot tell from the token with this id.
  case mistakableSpecialToken(String, other: Int)
  /// A separator that is none of the special tokens.
  case noSeparator(String, known: [String])

  package var description: String {
    switch self {
    case .tooManyTokens(let count):
      let limit = TokenizerFiles.maximumCount
      return "\(count) tokens are too many (expected at most \(limit)); train with --vocab-size \(limit) or less"
    case .tooManyMerges(let count):
      let limit = TokenizerFiles.maximumCount
      return "\(count) merges are too many (expected at most \(limit)); train with --vocab-size \(limit) or less"
    case .idNotInteger(let token):
      return "the id of token \(Printable.quoted(token)) is not a whole number (expected 0, 1, 2, …)"
    case .idOutOfRange(let token, let id, let count):
      return "token \(Printable.quoted(token)) has id \(id) (expected every id from 0 to \(count - 1) once)"
    case .duplicateID(let id, let token):
      return "token \(Printable.quoted(token)) has id \(id), which another token has too (expected every id once)"
    case .duplicateToken(let token):
      return "token \(Printable.quoted(token)) appears twice (expected every token once)"
    case .emptyToken(let id):
      return "the token of id \(id) is empty (expected at least one byte)"
    case .notInAlphabet(let token):
      return "token \(Printable.quoted(token)) has a character outside GPT-2's byte alphabet; "
        + "if it is a special token, name it with --special-token"
    case .missingByte(let byte):
      return "no token for byte 0x\(Printable.hexadecimal(UInt64(byte), digits: 2)) (expected all 256 single bytes)"
    case .mergeNotPair(let place, let found):
      return "\(place) is \(Printable.quoted(found)) (expected two tokens)"
    case .mergeNotUTF8(let place):
      return "\(place) is not valid UTF-8"
    case .mergeOutsideVocabulary(let number, let left, let right, let missing):
      return "merge \(number), \(Printable.quoted(left)) with \(Printable.quoted(right)), "
        + "does not match the vocabulary: no token \(Printable.quoted(missing)); use the merges of the same tokenizer"
    case .duplicateMerge(let number, let left, let right):
      return "merge \(number), \(Printable.quoted(left)) with \(Printable.quoted(right)), appears twice"
    case .emptySpecialToken:
      return "a special token is empty (expected at least one byte)"
    case .duplicateSpecialToken(let token):
      return "special token \(Printable.quoted(token)) appears twice"
    case .specialTokenMissing(let token):
      return "special token \(Printable.quoted(token)) is not in the vocabulary"
    case .specialTokenIDDiffers(let token, let id, let vocabularyID):
      return "special token \(Printable.quoted(token)) has id \(id), but \(vocabularyID) in vocab.json; "
        + "make the tokenizer again with bpe-train"
    case .loneCarriageReturn(let place):
      return "\(place) has a carriage return that ends no line (expected lines that end with LF, or with CR and LF); "
        + "save the file with such line ends"
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
    case .otherMerge(let number, let found, let expected):
      return "merge \(number) of \"model.merges\" is \(Self.words(found)) (expected \(Self.words(expected)), as in the "
        + "merges' own file); \(Self.sameTokenizer)"
    case .mistakableSpecialToken(let token, let other):
      return "special token \(Printable.quoted(token)) is the text of token \(other) too, in GPT-2's byte alphabet "
        + "(expected every text once); train the tokenizer with another special token"
    case .noSeparator(let token, let known):
      let names = known.isEmpty ? "none" : known.map { Printable.quoted($0) }.joined(separator: ", ")
      return "separator \(Printable.quoted(token)) is not a special token of the tokenizer (it has \(names)); "
        + "name one of them with --separator"
    case .noMerges:
      return "no merges.json and no merges.txt in this directory; check the path or make the tokenizer with bpe-train"
    }
  }

  private static let advice = "use a byte-level BPE tokenizer like GPT-2's"
  private static let sameTokenizer = "use the files of one tokenizer"

  private static func words(_ merge: MergePair?) -> String {
    guard let merge else { return "missing" }
    return "\(Printable.quoted(ByteAlphabet.text(merge.left))) with \(Printable.quoted(ByteAlphabet.text(merge.right)))"
  }
}
