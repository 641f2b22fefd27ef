import Kernels

extension Block {
  /// Turns `shared.dResidual` (R, D) from the gradient of the block's output into the gradient of its input,
  /// adding to the gradients of the block's parameters on the way. What the forward pass saved is overwritten by
  /// its gradient wherever that has the same shape.
  ///
  /// Both residual sums let the gradient through unchanged and add the branch's own.
  func backward(gradients: TensorPointers<BlockOffsets>) {
    let dx = shared.dResidual
    let branch = shared.dBranch
    switch configuration.norm {
    case .pre:
      feedForwardBackward(dy: dx, x: renormedAttentionResidual(), gradients, dx: branch)
      feedForwardNormBackward(dy: branch, x: saved.attentionResidual, gradients, dx: dx, accumulate: true)
      let y = norms.forward(
        saved.input, weights.attentionNorm, scale: saved.attentionScale, out: shared.normed, rows: rows)
      attentionBackward(dy: dx, x: y, gradients, dx: branch, accumulate: false)
      attentionNormBackward(dy: branch, x: saved.input, gradients, dx: dx, accumulate: true)
    case .post:
      feedForwardNormBackward(
        dy: dx, x: saved.feedForwardResidual ?? saved.attentionResidual, gradients, dx: branch, accumulate: false)
      let y = norms.forward(
        saved.attentionResidual, weights.attentionNorm, scale: saved.attentionScale, out: shared.normed, rows: rows)
      feedForwardBackward(dy: branch, x: y, gradients, dx: dx)
      operations.add(out: dx, a: dx, b: branch, count: rows * width)
      attentionNormBackward(dy: dx, x: saved.attentionResidual, gradients, dx: dx, accumulate: false)
      attentionBackward(dy: dx, x: saved.input, gradients, dx: dx, accumulate: true)
    case .none:
      feedForwardBackward(dy: dx, x: saved.attentionResidual, gradients, dx: branch)
      operations.add(out: dx, a: dx, b: branch, count: rows * width)
      attentionBackward(dy: dx, x: saved.input, gradients, dx: dx, accumulate: true)
    }
    embeddingBackward(gradients)
  }

  /// The gradient of the token embedding that was added to the input.
  private func embeddingBackward(_ gradients: TensorPointers<BlockOffsets>) {
    guard let by = weights.embeddingResidual, let dBy = gradients.embeddingResidual, let dEmbedded = shared.dEmbedded
    else { return }
    operations.addScaledBackward(
      dy: dEmbedded, dBy: dBy, dx: shared.dResidual, y: embedded, by: by, rows: rows, width: width, groups: groups)
  }

  /// The feed-forward layer's input with norm pre, made again.
  private func renormedAttentionResidual() -> UnsafeMutablePointer<Float> {
    norms.forward(
      saved.attentionResidual, weights.feedForwardNorm, scale: saved.feedForwardScale, out: shared.normed, rows: rows)
  }

  /// dy, dx (R, D), not the same. The gradients of the activations go through the layer in blocks of rows, those of the
  /// weights are made of all rows.
  private func feedForwardBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: TensorPointers<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>
  ) {
    let (activated, gateUp) = (shared.activated, saved.gateUp)
    let uses = [WeightUse(weights.down, for: .backwardInput), WeightUse(weights.gateUp, for: .backwardInput)]
    operations.withPacked(uses) { packed in
      operations.forEachRowBlock(rows: rows, workspacePerRow: 0, whole: false) { rows, _ in
        let (first, count) = (rows.lowerBound, rows.count)
        let activated = activated + first * feedForwardWidth
        let gateUp = gateUp + first * gateUpWidth
        operations.linearBackwardInput(
          dx: activated, dy: dy + first * width, weight: packed[0], rows: count, accumulate: false)
        activateBackward(gateUp, activated, rows: count)
        operations.linearBackwardInput(
          dx: dx + first * width, dy: gateUp, weight: packed[1], rows: count, accumulate: false)
      }
    }
    let wanted = [
      WeightGradient(gradients.down, dy: dy, x: activated, inputs: feedForwardWidth, outputs: width),
      WeightGradient(gradients.gateUp, dy: gateUp, x: x, inputs: width, outputs: gateUpWidth),
    ]
    operations.linearBackwardWeights(wanted, rows: rows, groups: groups)
    let biases = gradients.offsets.biases.map { gradients.base + $0 }
    sum(dy, to: biases.down, stride: width, width: width)
    sum(gateUp, to: biases.gate, stride: gateUpWidth, width: feedForwardWidth)
    sum(gateUp + feedForwardWidth, to: biases.up, stride: gateUpWidth, width: feedForwardWidth)
  }

  /// The gradient of a bias, if there is one: += Σ over rows of dy, `stride` floats apart.
  private func sum(
    _ dy: UnsafePointer<Float>, to dBias: UnsafeMutablePointer<Float>?, stride: Int, width: Int
  ) {
    guard let dBias else { return }
    operations.addRowSums(to: dBias, x: dy, stride: stride, rows: rows, width: width, groups: groups)
  }

  /// Turns gate and up into their gradients, and the gradient of what the activation gave (r, F) into that itself.
  private func activateBackward(
    _ gateUp: UnsafeMutablePointer<Float>, _ dActivated: UnsafeMutablePointer<Float>, rows: Int
  ) {
    switch configuration.feedForward {
    case .swiglu:
      operations.swigluBackward(gateUp: gateUp, dOut: dActivated, rows: rows, width: feedForwardWidth)
    case .silu:
      operations.siluBackward(x: gateUp, dOut: dActivated, count: rows * feedForwardWidth)
    case .gelu:
      operations.geluBackward(x: gateUp, dOut: dActivated, count: rows * feedForwardWidth)
    case .geluErf:
      operations.geluErfBackward(x: gateUp, dOut: dActivated, count: rows * feedForwardWidth)
    case .relu2:
      operations.reluSquaredBackward(x: gateUp, dOut: dActivated, count: rows * feedForwardWidth)
    }
  }

  /// dy (R, D) is read before dx (R, D) is written: with `accumulate` they may be the same.
  private func attentionBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: TensorPointers<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    let dAttention = shared.dBranch
    operations.linearBackwardInput(
      dx: dAttention, dy: dy, weight: weights.attentionOutput, rows: rows, accumulate: false)
    let query = saved.qkv
    let (key, value) = (query + queryWidth, query + queryWidth + keyValueWidth)
    let dGains = gradients.offsets.headNorms.map {
      HeadGainGradients(query: gradients.base + $0.query, key: gradients.base + $0.key)
    }
    operations.attentionBackward(
      dq: query, dk: key, dv: value, dGains: dGains, dOut: dAttention, out: saved.attention,
      logSumExp: saved.logSumExp, q: query, k: key, v: value, stride: qkvWidth, batch: shape.batch,
      positions: shape.positions, settings: configuration.attentionSettings, gains: weights.headGains, groups: groups)
    valuesBackward(value, gradients)
    let wanted = [
      WeightGradient(gradients.qkv, dy: query, x: x, inputs: width, outputs: qkvWidth),
      WeightGradient(gradients.attentionOutput, dy: dy, x: saved.attention, inputs: queryWidth, outputs: width),
    ]
    operations.linearBackwardWeights(wanted, rows: rows, groups: groups)
    let biases = gradients.offsets.biases.map { gradients.base + $0 }
    sum(dy, to: biases.output, stride: width, width: width)
    sum(query, to: biases.query, stride: qkvWidth, width: queryWidth)
    sum(key, to: biases.key, stride: qkvWidth, width: keyValueWidth)
    sum(value, to: biases.value, stride: qkvWidth, width: keyValueWidth)
    operations.linearBackwardInput(
      dx: dx, dy: query, weight: weights.qkv, rows: rows, accumulate: accumulate)
  }

  /// Turns the gradient of values (R, keys' width), in place, into that of the block's own: those of the first block have
  /// had a part in all others.
  private func valuesBackward(_ dv: UnsafeMutablePointer<Float>, _ gradients: TensorPointers<BlockOffsets>) {
    guard let firstValues = shared.firstValues, let dFirstValues = shared.dFirstValues else { return }
    guard let by = weights.valueResidual, let dBy = gradients.valueResidual, let kept = saved.ownValues else {
      return operations.addRows(
        x: dv, stride: qkvWidth, y: dFirstValues, yStride: keyValueWidth, rows: rows, width: keyValueWidth)
    }
    operations.lerpBackward(
      dx: dv, stride: qkvWidth, dy: dFirstValues, dBy: dBy, y: firstValues, yStride: keyValueWidth, kept: kept,
      by: by, rows: rows, width: keyValueWidth, groups: groups)
  }

  private func attentionNormBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: TensorPointers<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    norms.backward(
      dx: dx, dNorm: gradients.offsets.attentionNorm?.map { gradients.base + $0 }, dOut: dy, x: x,
      weights.attentionNorm, scale: saved.attentionScale, rows: rows, groups: groups, accumulate: accumulate)
  }

  private func feedForwardNormBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: TensorPointers<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    norms.backward(
      dx: dx, dNorm: gradients.offsets.feedForwardNorm?.map { gradients.base + $0 }, dOut: dy, x: x,
      weights.feedForwardNorm, scale: saved.feedForwardScale, rows: rows, groups: groups, accumulate: accumulate)
  }
}
