import Kernels

/// A batch of sequences being extended token by token, with a cache of keys and values.
///
/// All sequences of the batch have the same length. Long inputs are taken in pieces, so the memory beside the
/// cache does not grow with them.
package final class InferenceSession {
  package let model: LanguageModel
  /// B: number of sequences.
  package let batch: Int
  /// The longest sequence that fits.
  package let capacity: Int
  /// Positions taken in so far.
  package var position: Int { cache.past }

  private var cache: KeyValueCache
  private let activations: Activations
  private let piece: Int
  private let last: FloatBuffer  // (B, D)
  private let logits: FloatBuffer  // (B, V)

  private static let longestPiece = 128

  /// Starts a batch of empty sequences. Their longest length is the model's context length, or `capacity` if
  /// that is less.
  ///
  /// - Throws: ``ModelError`` if there is no sequence or no room.
  package init(model: LanguageModel, batch: Int = 1, capacity: Int? = nil) throws {
    let configuration = model.configuration
    let capacity = min(capacity ?? configuration.contextLength, configuration.contextLength)
    guard batch > 0, capacity > 0 else { throw ModelError.noTokens }
    piece = min(capacity, Self.longestPiece)
    let shape = BatchShape(batch: batch, positions: piece)
    let cached = 2 * Double(batch) * Double(capacity) * Double(configuration.width * configuration.layers)
    try MemoryLimit.check(
      "cache and activations of \(batch) sequences",
      floats: cached + ActivationPlan.floatsAtMost(configuration, shape: shape, purpose: .evaluation))
    self.model = model
    self.batch = batch
    self.capacity = capacity
    cache = KeyValueCache(configuration: configuration, batch: batch, capacity: capacity)
    activations = Activations(ActivationPlan(configuration, shape: shape, purpose: .evaluation))
    last = FloatBuffer(count: batch * configuration.width)
    logits = FloatBuffer(count: batch * configuration.vocabulary)
  }

  /// Forgets the sequences; the next tokens start new ones.
  package func reset() {
    cache.past = 0
  }

  /// Extends every sequence by the same tokens: a prompt.
  ///
  /// - Returns: as ``append(_:)``.
  /// - Throws: as ``append(_:)``.
  package func append(prompt: [UInt16]) throws -> UnsafeBufferPointer<Float> {
    try append((0..<batch).flatMap { _ in prompt })
  }

  /// Extends each sequence by its own tokens.
  ///
  /// The tokens are (B, n): n of the first sequence, then n of the second, …
  ///
  /// - Returns: logits (B, V) after the last token of each sequence, valid until the next call.
  /// - Throws: ``ModelError`` if there are no tokens, they do not divide among the sequences, they do not fit or
  ///   one is outside the vocabulary; the sequences are then as before.
  package func append(_ tokens: [UInt16]) throws -> UnsafeBufferPointer<Float> {
    let new = tokens.count / batch
    guard new > 0, tokens.count == new * batch else { throw ModelError.noTokens }
    guard position + new <= capacity else {
      throw ModelError.contextFull(past: position, new: new, capacity: capacity)
    }
    let vocabulary = model.configuration.vocabulary
    if let wrong = tokens.firstIndex(where: { Int($0) >= vocabulary }) {
      throw ModelError.tokenOutsideVocabulary(
        token: Int(tokens[wrong]), position: wrong, vocabulary: vocabulary)
    }
    for start in stride(from: 0, to: new, by: piece) {
      let size = min(piece, new - start)
      let ids = (0..<batch).flatMap { tokens[($0 * new + start)..<($0 * new + start + size)] }
      takeIn(ids, positions: size, isLast: start + size == new)
    }
    return UnsafeBufferPointer(start: logits.pointer, count: batch * vocabulary)
  }

  /// One pass over (B, positions) tokens; only the last piece needs logits.
  private func takeIn(_ ids: [UInt16], positions: Int, isLast: Bool) {
    let shape = BatchShape(batch: batch, positions: positions)
    let width = model.configuration.width
    ids.withUnsafeBufferPointer { ids in
      guard let ids = ids.baseAddress else { return }
      let hidden = model.forward(ids, shape, activations, cache: cache)
      guard isLast else { return }
      for sequence in 0..<batch {
        let row = hidden + ((sequence + 1) * positions - 1) * width
        (last.pointer + sequence * width).update(from: row, count: width)
      }
      model.output(last.pointer, rows: batch, to: logits.pointer)
    }
    cache.past += positions
  }
}
