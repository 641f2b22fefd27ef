import Kernels

extension LanguageModel {
  /// Forward and backward over one batch: adds the gradients of `scale · Σ losses` to `gradients`.
  ///
  /// With `scale` = 1 / (tokens of all batches of a step), several calls add up to the gradient of the mean loss.
  /// `inputs` and `targets` are (B, T), `activations` planned for training. A target may be `ignoredTarget`.
  ///
  /// Sums over rows are made in `groups` of consecutive sequences, a power of two that divides B, and along a binary tree
  /// of them: B/2 sequences in half as many groups give the bits of a branch.
  ///
  /// `gradients` is laid out as ``layout``; if it reaches to the end of ``ParameterLayout/tiedEmbedding``, that is where the
  /// gradient of a tied table as embedding is added. `completed` is called with each range of it as soon as this batch adds
  /// nothing more there, on the way back.
  ///
  /// - Returns: Σ losses in nats, along the same tree.
  /// - Throws: ``ModelError`` if the batch does not fit or holds an id outside the vocabulary; `gradients` is
  ///   then as before.
  package func accumulateGradients(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape,
    activations: Activations, gradients: FloatBuffer, scale: Float, groups: Int = 1,
    completed: (_ range: Range<Int>) -> Void = { _ in }
  ) throws -> Double {
    try check(inputs, shape, activations)
    try check(targets, shape, activations, mayBeIgnored: true)
    precondition(activations.plan.purpose == .training)
    precondition(groups > 0 && groups & (groups - 1) == 0 && shape.batch.isMultiple(of: groups))
    return forwardBackward(
      inputs, targets, shape, activations, gradients, scale: scale, groups: groups, completed: completed)
  }

  /// The same without a look at the ids.
  func forwardBackward(
    _ inputs: UnsafePointer<UInt32>, _ targets: UnsafePointer<UInt32>, _ shape: BatchShape,
    _ activations: Activations, _ gradients: FloatBuffer, scale: Float, groups: Int = 1,
    completed: (_ range: Range<Int>) -> Void = { _ in }
  ) -> Double {
    let ranges = GradientRanges(layout, floats: gradients.count)
    var pass = pass(shape, activations)
    pass.groups = groups
    pass.run(inputs)
    clearGathered(pass)
    lossBackward(pass, targets, gradients, scale: scale)
    ranges.afterLoss.forEach(completed)
    for index in (0..<configuration.layers).reversed() {
      pass.block(index).backward(
        gradients: TensorPointers(base: gradients.pointer, offsets: layout.blocks[index]))
      completed(ranges.blocks[index])
    }
    if let dEmbedded = activations.shared.dEmbedded {
      let dx = activations.shared.dResidual
      operations.add(out: dx, a: dx, b: dEmbedded, count: shape.rows * configuration.width)
    }
    let dTables = gradients.pointer + ranges.embedding.lowerBound
    if let positions = layout.outer.positions {
      let width = shape.positions * configuration.width
      operations.addRowSums(
        to: dTables + positions, x: activations.shared.dResidual, stride: width, rows: shape.batch, width: width,
        groups: groups)
    }
    operations.embeddingBackward(
      dWeight: dTables, dOut: activations.shared.dResidual, ids: inputs,
      rows: shape.rows, width: configuration.width, vocabulary: configuration.vocabulary, groups: groups)
    completed(ranges.embedding)
    return operations.sum(x: activations.shared.losses, count: shape.rows, groups: groups)
  }

  /// Sets to zero what blocks add the gradients of shared values to.
  private func clearGathered(_ pass: ForwardPass) {
    let (shared, rows) = (pass.activations.shared, pass.shape.rows)
    if let dx = shared.dEmbedded { operations.zero(x: dx, count: rows * configuration.width) }
    if let dv = shared.dFirstValues { operations.zero(x: dv, count: rows * configuration.keyValueWidth) }
  }

  /// The final norm, then loss and output layer forward and backward at once, then the norm's gradient: leaves the
  /// gradient of the last block's output in `shared.dResidual`.
  private func lossBackward(
    _ pass: ForwardPass, _ targets: UnsafePointer<UInt32>, _ gradients: FloatBuffer, scale: Float
  ) {
    let (rows, shared) = (pass.shape.rows, pass.activations.shared)
    let hidden = pass.finalNorm(shared.output, rows: rows, to: shared.normed, scale: shared.scale)
    let outer = TensorPointers(base: gradients.pointer, offsets: layout.outer)
    operations.crossEntropyForwardBackward(
      losses: shared.losses, dHidden: shared.dResidual, dWeight: outer.head, hidden: hidden, weight: weights.head,
      targets: targets, rows: rows, groups: pass.groups, scale: scale,
      cap: configuration.logitCap.map { Float($0) })
    NormPass(operations, configuration).backward(
      dx: shared.dResidual, dNorm: layout.outer.finalNorm?.map { gradients.pointer + $0 }, dOut: shared.dResidual,
      x: shared.output, weights.finalNorm, scale: shared.scale, rows: rows, groups: pass.groups, accumulate: false)
  }
}
