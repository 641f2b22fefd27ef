/// Turns token ids back into bytes; immutable, so that any number of threads share one.
package struct Decoder: Sendable {
  /// All tokens' bytes, one after another.
  private let bytes: [UInt8]
  /// Token `id` is `bytes[starts[id] ..< starts[id + 1]]`.
  private let starts: [Int]

  package init(_ vocabulary: Vocabulary) {
    var bytes: [UInt8] = []
    var starts = [0]
    for token in vocabulary.tokens {
      bytes += token
      starts.append(bytes.count)
    }
    self.bytes = bytes
    self.starts = starts
  }

  /// The number of tokens in the vocabulary; ids are `0 ..< vocabularySize`.
  package var vocabularySize: Int { starts.count - 1 }

  /// The bytes of the tokens, one after another. They need not be UTF-8; `UTF8Stream` makes text of them.
  ///
  /// - Throws: `unknownToken` for an id outside the vocabulary.
  package func decode(_ tokens: some Collection<TokenID>) throws(TokenizationError) -> [UInt8] {
    var output: [UInt8] = []
    try decode(tokens, into: &output)
    return output
  }

  /// Adds the bytes of the tokens to `output`, of which nothing is lost after an error.
  package func decode(
    _ tokens: some Collection<TokenID>, into output: inout [UInt8]
  ) throws(TokenizationError) {
    for (position, token) in tokens.enumerated() {
      guard Int(token) < vocabularySize else {
        throw .unknownToken(id: Int(token), position: position, vocabularySize: vocabularySize)
      }
      output += bytes[starts[Int(token)]..<starts[Int(token) + 1]]
    }
  }

  /// The number of bytes of a token, or nil for an id outside the vocabulary.
  package func length(of token: TokenID) -> Int? {
    Int(token) < vocabularySize ? starts[Int(token) + 1] - starts[Int(token)] : nil
  }
}
