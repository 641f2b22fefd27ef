import Formats
import Messages

/// Why text cannot become parts, or parts a dataset.
package enum DatasetsError: DescribedError, CategorizedError {
  /// No input holds a byte.
  case emptyText([String])
  /// A separator that is not one of the tokenizer's special tokens.
  case unknownSeparator(String, known: [String])
  /// More parts than an encoding may have.
  case tooManyParts(Int, most: Int)
  /// Nothing to assemble.
  case noParts(String)
  /// A part whose name is not UTF-8.
  case unnameablePart(folder: String, name: String)
  /// A dataset's shard where a part of an encoding is expected.
  case notPart(String)
  /// Parts that are not there, and one that is.
  case missingParts(PartList, anyPresent: String)
  case duplicatePart(String, other: String, part: Int)
  /// Parts of encodings in different numbers of parts: each number, and how many parts of it are there, of which width.
  case severalPlans(folder: String, [(parts: Int, present: Int, type: TokenType)])
  /// Parts that follow their text, without the list that says which of them belong together.
  case unlistedParts(folder: String)
  /// A part that follows its text beside others that do not.
  case unlistedPart(String, folder: String)
  /// A file with a listed part's name and another content.
  case otherContent(String)
  /// Parts that were made with another tokenizer than most, and one that was not.
  case severalTokenizers(PartList, expected: Digest, found: Digest, anyRight: String)
  /// A part of a text of another length.
  case otherText(String, expected: Int, found: Int)
  /// A part of another text of the same length; nil is of a part that does not tell, made by an older bpe-encode.
  case differentText(String, expected: String?, found: String?)
  /// A part that was replaced while it was read.
  case changedPart(String)
  /// A part that does not begin where the one before it ends: another text.
  case gap(String, expected: Int, found: Int)
  /// Parts whose documents end with different tokens.
  case otherSeparator(String)
  /// Parts with marked prompts among others without.
  case otherMarks(String)
  case noTokens(String)
  /// A single token, of which an end is to be held back.
  case oneToken(String)
  /// A shard that another tokenizer made.
  case otherTokenizer(String, expected: Digest, found: Digest)

  package var category: ErrorCategory {
    switch self {
    case .noParts, .missingParts: .missing
    default: .badData
    }
  }

  package var message: Message {
    switch self {
    case .emptyText(let paths):
      return "\(paths.map(Printable.path).joined(separator: ", ")): empty (expected text); give a file that holds text"
    case .unknownSeparator(let token, let known):
      let names = known.isEmpty ? "none" : known.map { Printable.quoted($0) }.joined(separator: ", ")
      return "separator \(Printable.quoted(token)) is not a special token of the tokenizer (it has \(names)); "
        + "name one of them with \(field: "separator")"
    case .tooManyParts(let count, let most):
      return "the text gives \(count) parts (expected at most \(most)); choose a larger \(field: "partSize")"
    case .unlistedParts(let folder):
      return "\(Printable.path(folder)): parts without \(EncodingFile.fileName), which says which of them belong "
        + "together; run bpe-encode again, which keeps them and writes it"
    case .unlistedPart(let path, let folder):
      return "\(Printable.path(path)): is no part of the encoding in \(Printable.path(folder)) (expected the parts "
        + "that its \(EncodingFile.fileName) lists, all of them); give the directory"
    case .otherContent(let path):
      return "\(Printable.path(path)): holds another part than its name says; remove it and run bpe-encode again"
    case .noParts(let path):
      return "\(Printable.path(path)): no token parts (expected part-…\(TokenType.uint16.suffix) or "
        + "part-…\(TokenType.uint32.suffix)); make them with bpe-encode"
    case .unnameablePart(let folder, let name):
      return "\(Printable.path(folder)): a part's name, '\(name)', is not UTF-8; rename it"
    case .notPart(let path):
      return "\(Printable.path(path)): is a shard of a dataset (expected a part that bpe-encode made); "
        + "give the directory of the parts"
    case .missingParts, .severalTokenizers:
      return message(makingPartsWith: "bpe-encode")
    case .duplicatePart(let path, let other, let part):
      return "\(Printable.path(path)): is part \(part), and so is \(Printable.path(other)) (expected each part once); "
        + "remove one"
    case .severalPlans(let folder, let plans):
      return Self.severalPlans(folder, plans)
    case .otherText(let path, let expected, let found):
      return "\(Printable.path(path)): comes from a text of \(found) bytes (expected \(expected), as the first part); "
        + "encode all parts from the same files"
    case .differentText(let path, let expected, let found):
      return "\(Printable.path(path)): \(Self.text(found)) (expected \(Self.text(expected)), as part 0); "
        + "encode all parts from the same files, with one version of bpe-encode"
    case .changedPart(let path):
      return "\(Printable.path(path)): was replaced while it was read; run again when nothing else writes there"
    case .gap(let path, let expected, let found):
      return "\(Printable.path(path)): begins at byte \(found) of its text (expected \(expected)); "
        + "it comes from another text, encode all parts from the same files"
    case .otherSeparator(let path):
      return "\(Printable.path(path)): ends documents with another token than part 0; encode all parts alike"
    case .otherMarks(let path):
      return "\(Printable.path(path)): tells prompts from completions otherwise than part 0; encode all parts alike"
    case .noTokens(let path):
      return "\(Printable.path(path)): the parts hold no tokens (expected some); encode a text that is not empty"
    case .oneToken(let path):
      return "\(Printable.path(path)): the parts hold one token (expected one to train on and one to hold back); "
        + "encode more text, or leave \(field: "validationTail") out"
    case .otherTokenizer(let path, let expected, let found):
      return "\(Printable.path(path)): made with the tokenizer \(found.short)… (expected \(expected.short)…); "
        + "give the tokenizer that made it"
    }
  }

  /// The message for parts that must be made, with the command that makes them; for other errors their message.
  package func message(makingPartsWith command: String) -> Message {
    switch self {
    case .missingParts(let list, _):
      "\(Printable.path(list.folder)): \(list.subject) missing; make \(list.object) with: \(command)"
    case .severalTokenizers(let list, let expected, let found, _):
      "\(Printable.path(list.folder)): \(list.subject) made with the tokenizer \(found.short)… "
        + "(expected \(expected.short)…, as the others); make \(list.object) again with: \(command)"
    default:
      message
    }
  }

  private static func text(_ digest: String?) -> String {
    digest.map { "comes from text \(Printable.brief($0))…" } ?? "does not tell its text"
  }

  private static func severalPlans(
    _ folder: String, _ plans: [(parts: Int, present: Int, type: TokenType)]
  ) -> Message {
    let found = plans.map { "\($0.present) of \($0.parts)" }.joined(separator: ", ")
    // The one that is whole, or else the one that lacks least.
    let best = plans.max { Double($0.present) / Double($0.parts) < Double($1.present) / Double($1.parts) }
    let name = TokenShardHeader.partName(0, of: best?.parts ?? 1, best?.type ?? .uint16)
    let pattern = "part-*" + name.dropFirst("part-00000".count)
    return
      "\(Printable.path(folder)): parts of different encodings (\(found)), expected those of one; name them, as in "
      + "\(field: "inputs") \(FilePath.joined(Printable.path(folder), pattern)), or remove the others"
  }
}
