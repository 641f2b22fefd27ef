/// The tokens of a context and of the text that follows it.
package struct EncodedContinuation: Sendable, Equatable {
  /// Those of the context alone.
  package let context: [TokenID]
  /// Those of both together, after as many as the context has.
  package let continuation: [TokenID]
  /// Bytes of the text that follows, white space at the context's end included.
  package let bytes: Int
  /// Whether a token of both together stands over the boundary: then the parts are not the tokens of the whole.
  package let isJoined: Bool
}

extension Encoder {
  /// The tokens of a context and of the text that follows it, as EleutherAI's lm-evaluation-harness takes them.
  ///
  /// White space at the context's end belongs to what follows, since tokens begin with a space rather than end with one.
  /// Both are encoded together, as a model sees them in training, and the context alone. What follows has the tokens after
  /// as many as the context has. Where a token stands over the boundary, it may have too few, or none.
  ///
  /// - Parameters:
  ///   - context: what is given
  ///   - continuation: what is to be scored
  /// - Returns: the tokens of both
  package func encode(context: String, continuation: String) -> EncodedContinuation {
    let scalars = context.unicodeScalars
    let end = scalars.reversed().drop { $0.properties.isWhitespace }.startIndex.base
    let text = String(scalars[..<end])
    let (alone, whole) = (encode(text), encode(context + continuation))
    return EncodedContinuation(
      context: alone, continuation: Array(whole.dropFirst(alone.count)),
      bytes: context.utf8.count - text.utf8.count + continuation.utf8.count, isJoined: !whole.starts(with: alone))
  }
}
