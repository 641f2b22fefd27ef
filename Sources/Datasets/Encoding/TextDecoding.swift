import Formats
import Tokenization

/// Turns token shards back into the bytes they were made from.
package struct TextDecoding {
  private let tokenizer: TokenizerFiles
  private let decoder: Decoder

  /// Prepares to decode.
  /// - Throws: `TokenizationError`.
  package init(tokenizer: TokenizerFiles) throws {
    self.tokenizer = tokenizer
    decoder = Decoder(try Vocabulary(tokenizer))
  }

  /// The text of these ids.
  /// - Throws: `TokenizationError` for an id outside the vocabulary.
  package func text(of ids: [UInt32]) throws -> [UInt8] {
    var text: [UInt8] = []
    try ids.withUnsafeBufferPointer { try decoder.decode($0, into: &text) }
    return text
  }

  /// Hands the text of a shard to `write`, 8,192 tokens at a time.
  /// - Throws: `FormatError` for a damaged shard; `DatasetsError` if another tokenizer made it; what `write` throws.
  package func decode(_ path: String, write: (UnsafeRawBufferPointer) throws -> Void) throws {
    let reader = try TokenShardReader(path: path)
    guard reader.header.vocabularyDigest == tokenizer.digest else {
      throw DatasetsError.otherTokenizer(path, expected: tokenizer.digest, found: reader.header.vocabularyDigest)
    }
    try reader.verify()
    var text: [UInt8] = []
    try reader.forEachFrame { tokens in
      text.removeAll(keepingCapacity: true)
      try decoder.decode(tokens, into: &text)
      try text.withUnsafeBytes(write)
    }
  }
}
