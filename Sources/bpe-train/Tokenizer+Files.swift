import CommandSupport
import Datasets
import Formats
import Tokenization

extension TokenizerFiles {
  /// A trained vocabulary as it goes to disk.
  init(_ vocabulary: Vocabulary, specialTokens: [String]) throws {
    try self.init(
      tokens: vocabulary.tokens, merges: vocabulary.merges.map { MergePair(left: $0.left, right: $0.right) },
      specialTokens: specialTokens, pattern: vocabulary.pattern.rawValue)
  }

  /// The files that `write(to:)` makes.
  static func paths(in directory: String) -> [String] {
    ["vocab.json", "merges.json", "merges.txt", "tokenizer.json"].map { FilePath.joined(directory, $0) }
  }
}

extension TokenizationError: RequestError {}
