import Kernels

/// A batch of sequences being extended token by token, with a cache of keys and values.
///
/// All sequences of the batch have the same length. A sequence's logits are the same bits whatever the batch it
/// belongs to: single tokens are computed row by row, longer inputs sequence by sequence. Long inputs are taken in
/// pieces, so the memory beside the cache does not grow with them.
package final class InferenceSession {
  package let model: InferenceModel
  /// B: number of sequences.
  package let batch: Int
  /// The longest sequence that fits.
  package let capacity: Int
  /// Positions taken in so far.
  package var position: Int { cache.past }

  private var cache: KeyValueCache
  private let buffers: InferenceBuffers
  private let piece: Int
  private let logits: FloatBuffer  // (B, V)

  private static let longestPiece = 128

  /// Starts a batch of empty sequences. Their longest length is the model's context length, or `capacity` if
  /// that is less.
  ///
  /// - Throws: ``ModelError`` if there is no sequence or no room.
  package init(model: InferenceModel, batch: Int = 1, capacity: Int? = nil) throws {
    let configuration = model.configuration
    let capacity = min(capacity ?? configuration.contextLength, configuration.contextLength)
    guard batch > 0, capacity > 0 else { throw ModelError.noTokens }
    piece = min(capacity, Self.longestPiece)
    let rows = max(batch, piece)
    let cached = 2 * Double(batch) * Double(capacity) * Double(configuration.width * configuration.layers)
    try MemoryLimit.check(
      "cache and activations of \(batch) sequences",
      floats: cached + Double(rows) * InferenceBuffers.floats(configuration)
        + Double(batch) * Double(configuration.vocabulary))
    self.model = model
    self.batch = batch
    self.capacity = capacity
    cache = KeyValueCache(configuration: configuration, batch: batch, capacity: capacity)
    buffers = InferenceBuffers(configuration, rows: rows)
    logits = FloatBuffer(count: batch * configuration.vocabulary)
  }

  /// Forgets the sequences; the next tokens start new ones.
  package func reset() {
    cache.past = 0
  }

  /// Extends every sequence by the same tokens, a prompt, for the work of one sequence. The sequences must be the
  /// same so far: empty, or extended by prompts alone.
  ///
  /// - Returns: as ``append(_:)``.
  /// - Throws: as ``append(_:)``.
  package func append(prompt: some Collection<UInt16>) throws -> UnsafeBufferPointer<Float> {
    let prompt = Array(prompt)
    try check(prompt, positions: prompt.count)
    let vocabulary = model.configuration.vocabulary
    takeIn(prompt[...], sequence: 0)
    cache.shareFirst(cache.past..<cache.past + prompt.count)
    for sequence in 1..<max(1, batch) {
      (logits.pointer + sequence * vocabulary).update(from: logits.pointer, count: vocabulary)
    }
    cache.past += prompt.count
    return UnsafeBufferPointer(start: logits.pointer, count: batch * vocabulary)
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
    guard tokens.count == new * batch else { throw ModelError.noTokens }
    try check(tokens, positions: new)
    if new == 1 {
      pass(tokens[...], sequence: 0, BatchShape(batch: batch, positions: 1), past: position, isLast: true)
    } else {
      for sequence in 0..<batch { takeIn(tokens[(sequence * new)..<((sequence + 1) * new)], sequence: sequence) }
    }
    cache.past += new
    return UnsafeBufferPointer(start: logits.pointer, count: batch * model.configuration.vocabulary)
  }

  private func check(_ tokens: [UInt16], positions new: Int) throws {
    guard new > 0 else { throw ModelError.noTokens }
    guard position + new <= capacity else {
      throw ModelError.contextFull(past: position, new: new, capacity: capacity)
    }
    let vocabulary = model.configuration.vocabulary
    if let wrong = tokens.firstIndex(where: { Int($0) >= vocabulary }) {
      throw ModelError.tokenOutsideVocabulary(
        token: Int(tokens[wrong]), position: wrong, vocabulary: vocabulary)
    }
  }

  /// Extends one sequence, piece by piece; only the last piece needs logits.
  private func takeIn(_ tokens: ArraySlice<UInt16>, sequence: Int) {
    for start in stride(from: 0, to: tokens.count, by: piece) {
      let size = min(piece, tokens.count - start)
      pass(
        tokens.dropFirst(start).prefix(size), sequence: sequence, BatchShape(batch: 1, positions: size),
        past: position + start, isLast: start + size == tokens.count)
    }
  }

  /// One pass over (B, n) tokens of the sequences from `sequence` on.
  private func pass(_ ids: ArraySlice<UInt16>, sequence: Int, _ shape: BatchShape, past: Int, isLast: Bool) {
    let pass = InferencePass(
      model: model, buffers: buffers, shape: shape, past: past, areSeparate: shape.positions == 1)
    ids.withUnsafeBufferPointer { ids in
      guard let ids = ids.baseAddress else { return }
      pass.run(ids) { cache.block($0, from: sequence, past: past) }
      guard isLast else { return }
      pass.logits(to: logits.pointer + sequence * model.configuration.vocabulary)
    }
  }
}

extension InferenceSession {
  /// A session of a model as it was trained.
  ///
  /// - Throws: as the other initialiser.
  package convenience init(model: LanguageModel, batch: Int = 1, capacity: Int? = nil) throws {
    try self.init(model: InferenceModel(model), batch: batch, capacity: capacity)
  }
}
