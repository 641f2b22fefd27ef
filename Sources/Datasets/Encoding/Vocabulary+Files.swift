import Formats
import Tokenization

extension Vocabulary {
  /// The vocabulary of a tokenizer on disk.
  /// - Throws: `TokenizationError`.
  package init(_ tokenizer: TokenizerFiles) throws {
    try self.init(
      tokens: tokenizer.tokens, merges: tokenizer.merges.map { Merge(left: $0.left, right: $0.right) },
      specialTokens: tokenizer.specialTokens.map { Array($0.utf8) })
  }
}
