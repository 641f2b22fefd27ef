import Messages

/// What can be wrong with special tokens.
package enum SpecialTokensProblem: DescribedError, Equatable {
  case empty
  case duplicate(String)
  /// A special token that the vocabulary does not hold.
  case missing(String)
  case otherID(String, id: Int, vocabularyID: Int)
  /// A special token that `tokenizer.json` cannot tell from the token with this id.
  case mistakable(String, other: Int)
  /// A separator that is none of the special tokens.
  case noSeparator(String, known: [String])

  package var message: Message {
    switch self {
    case .empty:
      return "a special token is empty (expected at least one byte)"
    case .duplicate(let token):
      return "special token \(Printable.quoted(token)) appears twice"
    case .missing(let token):
      return "special token \(Printable.quoted(token)) is not in the vocabulary"
    case .otherID(let token, let id, let vocabularyID):
      return "special token \(Printable.quoted(token)) has id \(id), but \(vocabularyID) in the vocabulary "
        + "(expected one id); use the files of one tokenizer"
    case .mistakable(let token, let other):
      return "special token \(Printable.quoted(token)) is the text of token \(other) too, in GPT-2's byte alphabet "
        + "(expected every text once); train the tokenizer with another special token"
    case .noSeparator(let token, let known):
      let names = known.isEmpty ? "none" : known.map { Printable.quoted($0) }.joined(separator: ", ")
      return "separator \(Printable.quoted(token)) is not a special token of the tokenizer (it has \(names)); "
        + "name one of them with \(field: "separator")"
    }
  }
}
