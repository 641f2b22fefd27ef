/// A batch of sequences of the same length, extended token by token, with a cache of keys and values: what continues
/// texts, whatever computes it.
package protocol DecodingSession: AnyObject {
  var configuration: ModelConfiguration { get }
  /// B: number of sequences.
  var batch: Int { get }
  /// The longest sequence that fits.
  var capacity: Int { get }
  /// Positions taken in so far.
  var position: Int { get }

  /// Forgets the sequences; the next tokens start new ones.
  func reset()

  /// Extends every sequence by the same tokens, a prompt. The sequences must be the same so far: empty, or extended by
  /// prompts alone.
  ///
  /// - Returns: as ``append(_:)``
  /// - Throws: as ``append(_:)``
  func append(prompt: [UInt32]) throws -> UnsafeBufferPointer<Float>

  /// Extends each sequence by its own tokens (B, n): n of the first sequence, then n of the second, …
  ///
  /// - Returns: logits (B, V) after the last token of each sequence, valid until the next call
  /// - Throws: ``ModelError`` if there are no tokens, they do not divide among the sequences, they do not fit or one is
  ///   outside the vocabulary; the sequences are then as before
  func append(_ tokens: [UInt32]) throws -> UnsafeBufferPointer<Float>
}

extension DecodingSession {
  /// Refuses new tokens of one or all sequences that cannot be taken in.
  ///
  /// - Parameters:
  ///   - tokens: the ids
  ///   - new: positions that each sequence gets
  /// - Throws: ``ModelError``
  package func check(_ tokens: some RandomAccessCollection<UInt32>, positions new: Int) throws {
    guard new > 0 else { throw ModelError.noTokens }
    guard position + new <= capacity else {
      throw ModelError.contextFull(past: position, new: new, capacity: capacity)
    }
    let vocabulary = configuration.vocabulary
    if let (index, token) = tokens.enumerated().first(where: { Int($0.element) >= vocabulary }) {
      throw ModelError.tokenOutsideVocabulary(token: Int(token), position: index, vocabulary: vocabulary)
    }
  }
}
