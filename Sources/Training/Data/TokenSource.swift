/// A long sequence of tokens that can be read at any place; who implements it knows where they are kept.
package protocol TokenSource {
  /// Number of tokens.
  var tokenCount: Int { get }

  /// Writes the tokens at `position ..< position + count`, which lie within the sequence, to `tokens`.
  func copyTokens(at position: Int, count: Int, into tokens: UnsafeMutablePointer<UInt32>) throws
}

/// Tokens in memory.
package struct ArrayTokens: TokenSource, Sendable {
  package let tokens: [UInt32]

  package init(_ tokens: [UInt32]) {
    self.tokens = tokens
  }

  package var tokenCount: Int { tokens.count }

  package func copyTokens(at position: Int, count: Int, into destination: UnsafeMutablePointer<UInt32>) throws {
    tokens.withUnsafeBufferPointer { tokens in
      guard let start = tokens.baseAddress, count > 0 else { return }
      destination.update(from: start + position, count: count)
    }
  }
}
