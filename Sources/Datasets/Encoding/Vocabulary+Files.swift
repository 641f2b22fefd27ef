import Formats
import Tokenization

extension Vocabulary {
  /// The vocabulary of a tokenizer on disk, which was checked when it was loaded.
  /// - Throws: `TokenizationError`.
  package init(_ tokenizer: TokenizerFiles) throws {
    guard let pattern = SplitPattern(rawValue: tokenizer.pattern) else {
      throw TokenizationError.unknownPattern(tokenizer.pattern)
    }
    try self.init(
      checkedBytes: tokenizer.tokens.bytes, starts: tokenizer.tokens.starts,
      merges: tokenizer.mergeIDs.map { .init(left: $0.left, right: $0.right, product: $0.product) },
      specialTokens: tokenizer.specialTokenIDs, pattern: pattern,
      rules: MergeRules(
        sharesRanks: tokenizer.rules.sharesRanks, takesWholePretokens: tokenizer.rules.takesWholePretokens),
      normalization: tokenizer.rules.normalization == .nfc ? .composed : .none)
  }
}
