import Kernels

extension LanguageModel {
  /// Loss of every token, forward only: −log p(target), for inputs and targets (B, T).
  ///
  /// - Returns: (R) losses in nats, valid until the next use of `activations`.
  /// - Throws: ``ModelError`` if the batch does not fit or holds an id outside the vocabulary.
  package func losses(
    inputs: UnsafePointer<UInt16>, targets: UnsafePointer<UInt16>, shape: BatchShape, activations: Activations
  ) throws -> UnsafeBufferPointer<Float> {
    try check(inputs, shape, activations)
    try check(targets, shape, activations)
    let hidden = forward(inputs, shape, activations)
    let losses = activations.scratch.losses
    operations.crossEntropyForward(
      losses: losses, hidden: hidden, weight: ends.head, targets: targets, rows: shape.rows,
      width: configuration.width, vocabulary: configuration.vocabulary)
    return UnsafeBufferPointer(start: losses, count: shape.rows)
  }

  /// Scores of every token at every position, whole: for tests and small batches. logits (R, V).
  ///
  /// - Throws: ``ModelError`` if the batch does not fit or holds an id outside the vocabulary.
  package func logits(
    inputs: UnsafePointer<UInt16>, shape: BatchShape, activations: Activations, to logits: FloatBuffer
  ) throws {
    try check(inputs, shape, activations)
    let size = shape.rows * configuration.vocabulary
    guard size <= logits.count else { throw ModelError.noRoom(what: "logits", found: size, room: logits.count) }
    output(forward(inputs, shape, activations), rows: shape.rows, to: logits.pointer)
  }

  /// The model up to its output layer: embed, then every block, then the final norm.
  ///
  /// - Returns: hidden (R, D), inside the activations.
  func forward(
    _ ids: UnsafePointer<UInt16>, _ shape: BatchShape, _ activations: Activations
  ) -> UnsafeMutablePointer<Float> {
    operations.embeddingForward(
      out: activations.block(0).input, weight: ends.embedding, ids: ids, rows: shape.rows,
      width: configuration.width)
    for index in 0..<configuration.layers {
      block(index, shape, activations).forward(to: activations.output(ofBlock: index))
    }
    return finalNorm(shape, activations)
  }

  /// logits (rows, V) = hidden (rows, D) Wᵀ.
  func output(_ hidden: UnsafePointer<Float>, rows: Int, to logits: UnsafeMutablePointer<Float>) {
    operations.linearForward(
      y: logits, x: hidden, weight: ends.head, rows: rows, inputs: configuration.width,
      outputs: configuration.vocabulary, onto: nil)
  }

  /// Block `index` ready to work on a batch.
  func block(_ index: Int, _ shape: BatchShape, _ activations: Activations) -> Block {
    Block(
      operations: operations, configuration: configuration, shape: shape,
      weights: Located(base: parameters.pointer, offsets: layout.blocks[index]),
      saved: activations.block(index), scratch: activations.scratch)
  }

  private func finalNorm(_ shape: BatchShape, _ activations: Activations) -> UnsafeMutablePointer<Float> {
    let scratch = activations.scratch
    guard let gain = ends.finalNorm else { return scratch.output }
    operations.rmsNormForward(
      out: scratch.normed, inverseRMS: scratch.inverseRMS, x: scratch.output, gain: gain, rows: shape.rows,
      width: configuration.width, epsilon: Float(configuration.normEpsilon))
    return scratch.normed
  }

  func check(_ ids: UnsafePointer<UInt16>, _ shape: BatchShape, _ activations: Activations) throws {
    try activations.checkRoom(for: shape)
    for row in 0..<shape.rows where Int(ids[row]) >= configuration.vocabulary {
      throw ModelError.tokenOutsideVocabulary(
        token: Int(ids[row]), position: row, vocabulary: configuration.vocabulary)
    }
  }
}
