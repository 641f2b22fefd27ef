/// Why the files of a tokenizer cannot be used. Texts of tokens are in GPT-2's byte alphabet, as in the files.
package enum TokenizerProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// More tokens than a `UInt16` can tell apart.
  case tooManyTokens(Int)
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

  package var description: String {
    switch self {
    case .tooManyTokens(let count):
      return "\(count) tokens do not fit uint16 shards (at most 65536); train with --vocab-size 65536 or less"
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
    case .noMerges:
      return "no merges.json and no merges.txt in this directory; check the path or make the tokenizer with bpe-train"
    }
  }
}
