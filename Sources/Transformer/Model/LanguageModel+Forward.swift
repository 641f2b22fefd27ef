import Kernels

extension LanguageModel {
  /// Loss of every token, forward only: −log p(target), for inputs and targets (B, T); 0 where the target is
  /// `ignoredTarget`. `likeliest` (R), where it is wanted, gets the token that the model would have chosen, of equal ones
  /// the smallest.
  ///
  /// - Returns: (R) losses in nats, valid until the next use of `activations`.
  /// - Throws: ``ModelError`` if the batch does not fit or holds an id outside the vocabulary.
  package func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape, activations: Activations,
    likeliest: UnsafeMutablePointer<UInt32>? = nil
  ) throws -> UnsafeBufferPointer<Float> {
    try check(inputs, shape, activations)
    try check(targets, shape, activations, mayBeIgnored: true)
    let (pass, losses) = (pass(shape, activations), activations.shared.losses)
    pass.run(inputs)
    pass.throughHead { rows, hidden, head in
      operations.crossEntropyForward(
        losses: losses + rows.lowerBound, likeliest: likeliest.map { $0 + rows.lowerBound }, hidden: hidden,
        weight: head,
        targets: targets + rows.lowerBound, rows: rows.count, cap: configuration.logitCap.map { Float($0) })
    }
    return UnsafeBufferPointer(start: losses, count: shape.rows)
  }

  /// Scores of every token at every position, whole: for tests and small batches. logits (R, V).
  ///
  /// - Throws: ``ModelError`` if the batch does not fit or holds an id outside the vocabulary.
  package func logits(
    inputs: UnsafePointer<UInt32>, shape: BatchShape, activations: Activations, to logits: FloatBuffer
  ) throws {
    try check(inputs, shape, activations)
    let size = shape.rows * configuration.vocabulary
    guard size <= logits.count else {
      throw ModelError.doesNotFit(what: "logits", found: size, capacity: logits.count)
    }
    let pass = pass(shape, activations)
    pass.run(inputs)
    pass.throughHead { rows, hidden, head in
      let logits = logits.pointer + rows.lowerBound * configuration.vocabulary
      operations.linearForward(
        y: logits, x: hidden, weight: head, rows: rows.count, addend: nil, isBatchInvariant: false)
      pass.cap(logits, rows: rows.count)
    }
  }

  func pass(_ shape: BatchShape, _ activations: Activations) -> ForwardPass {
    ForwardPass(
      operations: operations, configuration: configuration, weights: weights, shape: shape, activations: activations)
  }

  func check(
    _ ids: UnsafePointer<UInt32>, _ shape: BatchShape, _ activations: Activations, mayBeIgnored: Bool = false
  ) throws {
    try activations.check(shape)
    for row in 0..<shape.rows where Int(ids[row]) >= configuration.vocabulary {
      if mayBeIgnored, ids[row] == ignoredTarget { continue }
      throw ModelError.tokenOutsideVocabulary(
        token: Int(ids[row]), position: row, vocabulary: configuration.vocabulary)
    }
  }
}
