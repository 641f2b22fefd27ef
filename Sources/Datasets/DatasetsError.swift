import Formats

/// Why text cannot become parts, or parts a dataset.
package enum DatasetsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No input holds a byte.
  case emptyText([String])
  /// A separator that is not one of the tokenizer's special tokens.
  case unknownSeparator(String, known: [String])
  /// Nothing to assemble.
  case noParts(String)
  /// A dataset's shard where a part of an encoding is expected.
  case notPart(String)
  /// Parts that are not there: the first ones by number, how many in all; `folder` is where they should be.
  case missingParts(first: [Int], missing: Int, of: Int, folder: String)
  case duplicatePart(String, other: String, part: Int)
  /// A part from an encoding in another number of parts.
  case otherSeries(String, part: Int, of: Int, expected: Int)
  /// A part that does not begin where the one before it ends: another text.
  case gap(String, expected: Int, found: Int)
  /// Parts whose documents end with different tokens.
  case otherSeparator(String)
  case noTokens(String)
  /// A shard that another tokenizer made.
  case otherTokenizer(String, expected: Digest, found: Digest)

  /// Whether the input is missing (exit code 66) rather than wrong (65).
  package var isMissingInput: Bool {
    switch self {
    case .noParts, .missingParts: true
    default: false
    }
  }

  package var description: String {
    switch self {
    case .emptyText(let paths):
      return "\(paths.map(Printable.path).joined(separator: ", ")): empty (expected text); give a file that holds text"
    case .unknownSeparator(let token, let known):
      let names = known.isEmpty ? "none" : known.map { Printable.quoted($0) }.joined(separator: ", ")
      return "separator \(Printable.quoted(token)) is not a special token of the tokenizer (it has \(names)); "
        + "name one of them with --separator"
    case .noParts(let path):
      return "\(Printable.path(path)): no token parts (expected part-…\(TokenShardHeader.suffix)); "
        + "make them with bpe-encode"
    case .notPart(let path):
      return "\(Printable.path(path)): is a shard of a dataset (expected a part that bpe-encode made); "
        + "give the directory of the parts"
    case .missingParts(let first, let missing, let count, let folder):
      return Self.missing(first, missing, of: count, folder: folder)
    case .duplicatePart(let path, let other, let part):
      return "\(Printable.path(path)): is part \(part), and so is \(Printable.path(other)) (expected each part once); "
        + "remove one"
    case .otherSeries(let path, let part, let count, let expected):
      return "\(Printable.path(path)): is part \(part) of \(count) (expected a part of \(expected)); "
        + "remove what another encoding left behind"
    case .gap(let path, let expected, let found):
      return "\(Printable.path(path)): begins at byte \(found) of its text (expected \(expected)); "
        + "it comes from another text, encode all parts from the same files"
    case .otherSeparator(let path):
      return "\(Printable.path(path)): ends documents with another token than part 0; encode all parts alike"
    case .noTokens(let path):
      return "\(Printable.path(path)): the parts hold no tokens (expected some); encode a text that is not empty"
    case .otherTokenizer(let path, let expected, let found):
      return "\(Printable.path(path)): made with the tokenizer \(found.short)… (expected \(expected.short)…); "
        + "give the tokenizer that made it"
    }
  }

  /// The most missing parts that a message lists.
  static let shownParts = 20

  private static func missing(_ first: [Int], _ missing: Int, of count: Int, folder: String) -> String {
    let shown = first.prefix(shownParts).map(String.init).joined(separator: " ")
    let list = missing > shownParts ? shown + " …" : shown
    let noun = missing == 1 ? "part \(list) of \(count) is" : "\(missing) parts of \(count) are"
    let output = Printable.path(folder)
    return "\(output): \(noun) missing; make \(missing == 1 ? "it" : "them") with: bpe-encode --input TEXT "
      + "--tokenizer TOKENIZER --output \(output) --parts \(count) --part \(list)"
  }
}
