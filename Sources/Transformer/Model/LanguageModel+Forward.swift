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
    forward(inputs, shape, activations)
    let losses = activations.scratch.losses
    throughHead(shape, activations) { rows, hidden in
      operations.crossEntropyForward(
        losses: losses + rows.lowerBound, hidden: hidden, weight: ends.head, targets: targets + rows.lowerBound,
        rows: rows.count, width: configuration.width, vocabulary: configuration.vocabulary)
    }
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
    forward(inputs, shape, activations)
    throughHead(shape, activations) { rows, hidden in
      output(hidden, rows: rows.count, to: logits.pointer + rows.lowerBound * configuration.vocabulary)
    }
  }

  /// The model up to its final norm, which is not part of it: embed, then every block. Leaves the last one's output in
  /// `scratch.output`.
  func forward(_ ids: UnsafePointer<UInt16>, _ shape: BatchShape, _ activations: Activations) {
    operations.embeddingForward(
      out: activations.block(0).input, weight: ends.embedding, ids: ids, rows: shape.rows,
      width: configuration.width)
    for index in 0..<configuration.layers {
      block(index, shape, activations).forward(to: activations.output(ofBlock: index))
    }
  }

  /// Takes the last block's output through the final norm, in pieces of rows, while the output layer's weight is held:
  /// `body` gets the rows and their hidden (r, D).
  private func throughHead(
    _ shape: BatchShape, _ activations: Activations,
    _ body: (_ rows: Range<Int>, _ hidden: UnsafeMutablePointer<Float>) -> Void
  ) {
    let width = configuration.width
    let head = HeldWeight(ends.head, inputs: width, outputs: configuration.vocabulary, for: .forward)
    operations.holding([head]) {
      operations.inPieces(rows: shape.rows, roomPerRow: width + 1) { rows, room in
        let x = activations.scratch.output + rows.lowerBound * width
        body(rows, finalNorm(x, rows: rows.count, to: room, inverseRMS: room + rows.count * width))
      }
    }
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

  /// hidden (rows, D): the final norm of x, in `out`, or x itself without norms.
  func finalNorm(
    _ x: UnsafeMutablePointer<Float>, rows: Int, to out: UnsafeMutablePointer<Float>,
    inverseRMS: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    guard let gain = ends.finalNorm else { return x }
    operations.rmsNormForward(
      out: out, inverseRMS: inverseRMS, x: x, gain: gain, rows: rows, width: configuration.width,
      epsilon: Float(configuration.normEpsilon))
    return out
  }

  func check(_ ids: UnsafePointer<UInt16>, _ shape: BatchShape, _ activations: Activations) throws {
    try activations.checkRoom(for: shape)
    for row in 0..<shape.rows where Int(ids[row]) >= configuration.vocabulary {
      throw ModelError.tokenOutsideVocabulary(
        token: Int(ids[row]), position: row, vocabulary: configuration.vocabulary)
    }
  }
}
