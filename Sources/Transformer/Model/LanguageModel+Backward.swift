import Kernels

extension LanguageModel {
  /// Forward and backward over one batch: adds the gradients of `scale · Σ losses` to `gradients`.
  ///
  /// With `scale` = 1 / (tokens of all batches of a step), several calls add up to the gradient of the mean loss.
  /// `inputs` and `targets` are (B, T), `activations` planned for training, `gradients` laid out as ``layout``.
  ///
  /// - Returns: Σ losses in nats.
  /// - Throws: ``ModelError`` if the batch does not fit or holds an id outside the vocabulary; `gradients` is
  ///   then as before.
  package func accumulateGradients(
    inputs: UnsafePointer<UInt16>, targets: UnsafePointer<UInt16>, shape: BatchShape,
    activations: Activations, gradients: FloatBuffer, scale: Float
  ) throws -> Double {
    try check(inputs, shape, activations)
    try check(targets, shape, activations)
    precondition(activations.plan.purpose == .training && gradients.count == layout.count)
    forward(inputs, shape, activations)
    lossBackward(targets, shape, activations, gradients, scale: scale)
    for index in (0..<configuration.layers).reversed() {
      let slots = Located(base: gradients.pointer, offsets: layout.blocks[index])
      block(index, shape, activations).backward(gradients: slots)
    }
    operations.embeddingBackward(
      dWeight: gradients.pointer + layout.ends.embedding, dOut: activations.scratch.dStream, ids: inputs,
      rows: shape.rows, width: configuration.width)
    return (0..<shape.rows).reduce(0) { $0 + Double(activations.scratch.losses[$1]) }
  }

  /// The final norm, then loss and output layer forward and backward at once, then the norm's gradient: leaves the
  /// gradient of the last block's output in `scratch.dStream`.
  private func lossBackward(
    _ targets: UnsafePointer<UInt16>, _ shape: BatchShape, _ activations: Activations, _ gradients: FloatBuffer,
    scale: Float
  ) {
    let scratch = activations.scratch
    let hidden = finalNorm(
      scratch.output, rows: shape.rows, to: scratch.normed, inverseRMS: scratch.inverseRMS)
    let slots = Located(base: gradients.pointer, offsets: layout.ends)
    operations.crossEntropyForwardBackward(
      losses: scratch.losses, dHidden: scratch.dStream, dWeight: slots.head, hidden: hidden, weight: ends.head,
      targets: targets, rows: shape.rows, width: configuration.width, vocabulary: configuration.vocabulary,
      scale: scale)
    guard let gain = ends.finalNorm, let dGain = slots.finalNorm else { return }
    operations.rmsNormBackward(
      dx: scratch.dStream, dGain: dGain, dOut: scratch.dStream, x: scratch.output, gain: gain,
      inverseRMS: scratch.inverseRMS, rows: shape.rows, width: configuration.width, accumulate: false)
  }
}
