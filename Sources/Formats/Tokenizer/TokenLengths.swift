/// How many bytes of text each token stands for: BPE loses nothing, so the bytes of a text are the sum over its tokens.
package struct TokenLengths: Sendable {
  private let lengths: [UInt32]

  /// The lengths of a tokenizer's tokens.
  package init(_ tokenizer: TokenizerFiles) {
    let tokens = tokenizer.tokens
    lengths = tokens.indices.map { UInt32(truncatingIfNeeded: tokens.length(of: $0)) }
  }

  /// The number of tokens.
  package var count: Int { lengths.count }

  /// Bytes of one token; 0 for an id outside the vocabulary.
  package subscript(id: UInt32) -> Int {
    lengths.indices.contains(Int(id)) ? Int(lengths[Int(id)]) : 0
  }

  /// Bytes of a run of tokens.
  package func bytes(of tokens: UnsafeBufferPointer<UInt32>) -> Int {
    lengths.withUnsafeBufferPointer { lengths in
      var sum = 0
      for id in tokens where Int(id) < lengths.count { sum += Int(lengths[Int(id)]) }
      return sum
    }
  }
}
