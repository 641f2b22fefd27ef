import Datasets
import Formats

/// How the documents of a split begin, as text.
struct DocumentBeginnings {
  private let tokens: TokenSplit
  private let decoding: TextDecoding

  /// Tokens that are decoded of each, and characters that are kept.
  private static let (mostTokens, mostCharacters) = (64, 100)

  /// - Throws: `TokenizationError`
  init(_ tokens: TokenSplit, _ tokenizer: TokenizerFiles) throws {
    self.tokens = tokens
    decoding = try TextDecoding(tokenizer: tokenizer)
  }

  /// The first characters of a document, without white space before them and without the separator.
  ///
  /// - Throws: `FormatError` for a damaged shard, `TokenizationError` for a token that stands for nothing
  func text(of document: Int) throws -> String {
    let range = tokens.series.document(document)
    let ids = try tokens.tokens(range.lowerBound..<min(range.upperBound, range.lowerBound + Self.mostTokens))
    let text = try decoding.text(of: ids.last == tokens.dataset.separatorID ? Array(ids.dropLast()) : ids)
    return String(String(decoding: text, as: UTF8.self).drop(while: \.isWhitespace).prefix(Self.mostCharacters))
  }
}
