import Kernels

/// A batch of sequences being extended token by token, with a cache of keys and values.
///
/// All sequences of the batch have the same length. A sequence's logits are the same bits whatever the batch it
/// belongs to: single tokens are computed batch-invariantly, longer inputs sequence by sequence. Long inputs are taken in
/// chunks, so the memory beside the cache does not grow with them.
package final class InferenceSession: DecodingSession {
  package let model: InferenceModel
  package var configuration: ModelConfiguration { model.configuration }
  /// B: number of sequences.
  package let batch: Int
  /// The longest sequence that fits.
  package let capacity: Int
  /// Positions taken in so far.
  package var position: Int { cache.past }

  private var cache: KeyValueCache
  private let activations: Activations
  private let prefillChunk: Int
  private let logits: FloatBuffer  // (B, V)

  private static let longestPrefillChunk = 128

  /// Starts a batch of empty sequences. Their longest length is the model's context length, or `capacity` if
  /// that is less.
  ///
  /// - Throws: ``ModelError`` if there is no sequence or no room.
  package init(model: InferenceModel, batch: Int = 1, capacity: Int? = nil) throws {
    let configuration = model.configuration
    let capacity = min(capacity ?? configuration.contextLength, configuration.contextLength)
    guard batch > 0, capacity > 0 else { throw ModelError.noTokens }
    prefillChunk = min(capacity, Self.longestPrefillChunk)
    let rows = max(batch, prefillChunk)
    let cached = 2 * Double(batch) * Double(capacity) * Double(configuration.keyValueWidth * configuration.layers)
    let one = ActivationPlan(configuration, shape: BatchShape(batch: 1, positions: 1), purpose: .evaluation)
    try MemoryLimit.check(
      "cache and activations of \(batch) sequences",
      floats: cached + Double(rows) * Double(one.count + BlockRows.workspacePerRow(configuration))
        + Double(batch) * Double(configuration.vocabulary))
    self.model = model
    self.batch = batch
    self.capacity = capacity
    cache = KeyValueCache(configuration: configuration, batch: batch, capacity: capacity)
    activations = Activations(
      ActivationPlan(configuration, shape: BatchShape(batch: rows, positions: 1), purpose: .evaluation))
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
  package func append(prompt: [UInt32]) throws -> UnsafeBufferPointer<Float> {
    try check(prompt, positions: prompt.count)
    let vocabulary = model.configuration.vocabulary
    prefill(prompt[...], sequence: 0)
    cache.copyFirstToAll(cache.past..<cache.past + prompt.count, model.operations)
    for sequence in 1..<max(1, batch) {
      model.operations.copy(
        out: logits.pointer + sequence * vocabulary, x: logits.pointer, count: vocabulary)
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
  package func append(_ tokens: [UInt32]) throws -> UnsafeBufferPointer<Float> {
    let new = tokens.count / batch
    guard tokens.count == new * batch else { throw ModelError.noTokens }
    try check(tokens, positions: new)
    if new == 1 {
      pass(tokens[...], sequence: 0, BatchShape(batch: batch, positions: 1), past: position, isLast: true)
    } else {
      for sequence in 0..<batch { prefill(tokens[(sequence * new)..<((sequence + 1) * new)], sequence: sequence) }
    }
    cache.past += new
    return UnsafeBufferPointer(start: logits.pointer, count: batch * model.configuration.vocabulary)
  }

  /// Extends one sequence, chunk by chunk; only the last chunk needs logits.
  private func prefill(_ tokens: ArraySlice<UInt32>, sequence: Int) {
    for start in stride(from: 0, to: tokens.count, by: prefillChunk) {
      let size = min(prefillChunk, tokens.count - start)
      pass(
        tokens.dropFirst(start).prefix(size), sequence: sequence, BatchShape(batch: 1, positions: size),
        past: position + start, isLast: start + size == tokens.count)
    }
  }

  /// One pass over (B, n) tokens of the sequences from `sequence` on.
  private func pass(_ ids: ArraySlice<UInt32>, sequence: Int, _ shape: BatchShape, past: Int, isLast: Bool) {
    var pass = ForwardPass(
      operations: model.operations, configuration: model.configuration, weights: model.weights, shape: shape,
      activations: activations)
    pass.cache = { [cache] in cache.block($0, from: sequence, past: past) }
    ids.withUnsafeBufferPointer { ids in
      guard let ids = ids.baseAddress else { return }
      pass.run(ids)
      guard isLast else { return }
      pass.lastLogits(to: logits.pointer + sequence * model.configuration.vocabulary)
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
