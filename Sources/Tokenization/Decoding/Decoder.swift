/// Turns token ids back into bytes; immutable, so that any number of threads share one.
package struct Decoder: Sendable {
  private let tokens: TokenBytes

  package init(_ vocabulary: Vocabulary) { tokens = vocabulary.bytes }

  /// One more than the largest id of the vocabulary.
  package var vocabularySize: Int { tokens.count }

  /// The bytes of the tokens, one after another. They need not be UTF-8; `UTF8Stream` makes text of them.
  ///
  /// - Throws: `unknownToken` for an id outside the vocabulary, `unusedID` for one that it leaves out.
  package func decode(_ ids: some Collection<TokenID>) throws(TokenizationError) -> [UInt8] {
    var output: [UInt8] = []
    try decode(ids, into: &output)
    return output
  }

  /// Adds the bytes of the tokens to `output`, of which nothing is lost after an error.
  package func decode(
    _ ids: some Collection<TokenID>, into output: inout [UInt8]
  ) throws(TokenizationError) {
    for (position, token) in ids.enumerated() {
      guard Int(token) < vocabularySize else {
        throw .unknownToken(id: Int(token), position: position, vocabularySize: vocabularySize)
      }
      guard tokens.length(of: Int(token)) > 0 else { throw .unusedID(Int(token), position: position) }
      output += tokens.bytes[tokens.starts[Int(token)]..<tokens.starts[Int(token) + 1]]
    }
  }

  /// The number of bytes of a token, or nil for an id that is no token's.
  package func length(of token: TokenID) -> Int? {
    guard Int(token) < vocabularySize, tokens.length(of: Int(token)) > 0 else { return nil }
    return tokens.length(of: Int(token))
  }
}
