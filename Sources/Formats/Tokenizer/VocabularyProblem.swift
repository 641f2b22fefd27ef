import Messages

/// What can be wrong with tokens and their ids.
package enum VocabularyProblem: DescribedError, Equatable {
  /// More tokens than `TokenizerFiles.maximumCount`.
  case tooManyTokens(Int)
  case idNotInteger(token: String)
  /// An id that is not below `TokenizerFiles.maximumCount`.
  case idOutOfRange(token: String, id: Int)
  case duplicateID(Int, token: String)
  case duplicateToken(String)
  case emptyToken(id: Int)
  case notInAlphabet(String)
  /// A token that is no byte, no merge's product and no special token: the merges are another vocabulary's.
  case unreachable(String, id: Int)
  /// A byte without a token: some text could not be encoded.
  case missingByte(UInt8)

  package var message: Message {
    switch self {
    case .tooManyTokens(let count):
      let limit = TokenizerFiles.maximumCount
      return
        "\(count) tokens are too many (expected at most \(limit)); train with \(field: "vocabularySize") \(limit) or less"
    case .idNotInteger(let token):
      return "the id of token \(Printable.quoted(token)) is not a whole number (expected 0, 1, 2, …)"
    case .idOutOfRange(let token, let id):
      return "token \(Printable.quoted(token)) has id \(id) (expected 0 to \(TokenizerFiles.maximumCount - 1))"
    case .duplicateID(let id, let token):
      return "token \(Printable.quoted(token)) has id \(id), which another token has too (expected every id once)"
    case .duplicateToken(let token):
      return "token \(Printable.quoted(token)) appears twice (expected every token once)"
    case .emptyToken(let id):
      return "the token of id \(id) is empty (expected at least one byte)"
    case .notInAlphabet(let token):
      return "token \(Printable.quoted(token)) has a character outside GPT-2's byte alphabet; "
        + "if it is a special token, name it with \(field: "specialTokens")"
    case .unreachable(let token, let id):
      return "token \(id), \(Printable.quoted(token)), is no byte, no merge and no special token; "
        + "use merges and vocabulary of one tokenizer, or name it with \(field: "specialTokens")"
    case .missingByte(let byte):
      return "no token for byte 0x\(Printable.hexadecimal(UInt64(byte), digits: 2)) (expected all 256 single bytes)"
    }
  }
}
