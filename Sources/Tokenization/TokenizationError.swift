import Messages

/// What can be wrong with a vocabulary, a training request or token ids; each case carries the facts.
package enum TokenizationError: Error, Equatable {
  /// More tokens than `Vocabulary.largestSize`.
  case tooManyTokens(count: Int)
  /// More merges than a vocabulary may have tokens.
  case tooManyMerges(count: Int)
  /// No token consists of this byte alone, so some texts could not be encoded.
  case missingByte(UInt8)
  /// The token with this id has no bytes.
  case emptyToken(id: Int)
  /// Two ids name the same bytes.
  case duplicateToken(bytes: [UInt8], first: Int, second: Int)
  /// A merge names bytes that are no token; `part` is the bytes that were looked for.
  case mergeNotInVocabulary(index: Int, part: [UInt8])
  /// The same pair is listed twice; indices count from 0.
  case duplicateMerge(first: Int, second: Int)
  /// A token that is no single byte, no merge's product and no special token.
  case unreachableToken(bytes: [UInt8], id: Int)
  /// A special token that the vocabulary does not hold.
  case specialTokenNotInVocabulary([UInt8])
  /// A special token without bytes.
  case emptySpecialToken
  /// A special token given twice.
  case duplicateSpecialToken([UInt8])
  /// A special token of one byte: the vocabulary holds that byte already.
  case singleByteSpecialToken([UInt8])
  /// A vocabulary size that cannot be trained with this many special tokens.
  case vocabularySize(Int, specialTokens: Int)
  /// The corpus holds nothing to count: it is empty, or special tokens only.
  case nothingToTrainOn
  /// More bytes of distinct pretokens than 32-bit positions can name.
  case tooManyDistinctBytes(Int)
  /// A token id outside the vocabulary; `position` counts from 0 in the ids given.
  case unknownToken(id: Int, position: Int, vocabularySize: Int)
  /// An id that the vocabulary leaves out.
  case unusedID(Int, position: Int)
  /// A tokenizer's split pattern that is none of ours.
  case unknownPattern(String)
}

extension TokenizationError: CategorizedError {
  /// What is wrong with a request, or else with a file.
  package var category: ErrorCategory {
    switch self {
    case .vocabularySize, .emptySpecialToken, .duplicateSpecialToken, .singleByteSpecialToken: .value
    default: .badData
    }
  }
}

extension TokenizationError: CustomStringConvertible {
  /// One line: where, what was found, what was expected, what to do next.
  package var description: String {
    switch self {
    case .tooManyTokens(let count):
      return "vocabulary: \(count) tokens are too many (expected at most \(Vocabulary.largestSize), ids of "
        + "\(MergeTable.idBits) bits); train with a vocabulary of \(Vocabulary.largestSize) or less"
    case .tooManyMerges(let count):
      return "merges: \(count) merges are too many (expected at most \(Vocabulary.largestSize)); "
        + "train with a vocabulary of \(Vocabulary.largestSize) or less"
    case .missingByte(let byte):
      let digits = Printable.hexadecimal(UInt64(byte), digits: 2)
      return "vocabulary: no token for byte 0x\(digits) (expected all 256 bytes); "
        + "train the tokenizer again or use one whose vocabulary is byte-level"
    case .emptyToken(let id):
      return "vocabulary: token \(id) is empty (expected at least one byte); train the tokenizer again"
    case .duplicateToken(let bytes, let first, let second):
      return "vocabulary: tokens \(first) and \(second) are both \(quoted(bytes)) (expected distinct tokens); "
        + "train the tokenizer again"
    case .mergeNotInVocabulary(let index, let part):
      return "merges: merge \(index + 1) needs \(quoted(part)), which is not in the vocabulary; "
        + "use merges and vocabulary from the same training run"
    case .duplicateMerge(let first, let second):
      return "merges: merges \(first + 1) and \(second + 1) are the same pair (expected each pair once); "
        + "use merges and vocabulary from the same training run"
    case .unreachableToken(let bytes, let id):
      return "vocabulary: token \(id) \(quoted(bytes)) is no byte, no merge and no special token; "
        + "use merges and vocabulary from the same training run, or name it as a special token"
    case .specialTokenNotInVocabulary(let bytes):
      return "special token \(quoted(bytes)): not in the vocabulary (expected a token of exactly these bytes); "
        + "give the special tokens that the tokenizer was trained with"
    case .unknownPattern(let name):
      let known = SplitPattern.allCases.map(\.rawValue).joined(separator: ", ")
      return "split pattern \(quoted(Array(name.utf8))): not known (expected \(known)); use a newer Letterpress"
    case .emptySpecialToken:
      return "special token \"\": empty (expected at least 2 bytes); leave it out"
    case .duplicateSpecialToken(let bytes):
      return "special token \(quoted(bytes)): given twice (expected distinct special tokens); leave one out"
    case .singleByteSpecialToken(let bytes):
      return "special token \(quoted(bytes)): a single byte is in every vocabulary (expected at least 2 bytes); "
        + "choose a longer one"
    case .vocabularySize(let size, let specialTokens):
      let least = 256 + specialTokens
      let range = "256 bytes + \(specialTokens) special + merges: \(least) to \(Vocabulary.largestSize)"
      return size < least
        ? "vocabulary size \(size): too small (expected \(range)); choose \(least) or more"
        : "vocabulary size \(size): too large for ids of \(MergeTable.idBits) bits (expected \(range)); "
          + "choose \(Vocabulary.largestSize) or less"
    case .nothingToTrainOn:
      return "corpus: no text in it (expected text besides special tokens); give a file that holds text"
    case .tooManyDistinctBytes(let count):
      return "corpus: its distinct words have \(count) bytes (expected at most \(UInt32.max)); train on a part of it"
    case .unknownToken(let id, let position, let size):
      return "tokens: id \(id) at position \(position) is not in the vocabulary (expected 0 to \(size - 1)); "
        + "use the tokenizer that made these tokens"
    case .unusedID(let id, let position):
      return "tokens: id \(id) at position \(position) is no token's (expected ids that the vocabulary has); "
        + "use the tokenizer that made these tokens"
    }
  }
}

/// Bytes between quotation marks as a literal of Swift, quotation marks and backslashes inside escaped too: of tokens it
/// matters what they are to the byte.
private func quoted(_ bytes: [UInt8]) -> String {
  var text = "\""
  for scalar in String(decoding: bytes.prefix(80), as: UTF8.self).unicodeScalars {
    text += scalar.escaped(asASCII: false)
  }
  return text + (bytes.count > 80 ? "…\"" : "\"")
}
