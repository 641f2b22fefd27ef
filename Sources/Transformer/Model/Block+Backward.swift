import Kernels

extension Block {
  /// Turns `scratch.dStream` (R, D) from the gradient of the block's output into the gradient of its input,
  /// adding to the gradients of the block's parameters on the way. What the forward pass saved is overwritten by
  /// its gradient wherever that has the same shape.
  ///
  /// Both residual sums let the gradient through unchanged and add the branch's own.
  func backward(gradients: Located<BlockOffsets>) {
    let dx = scratch.dStream
    let branch = scratch.dBranch
    switch configuration.norm {
    case .pre:
      feedForwardBackward(dy: dx, x: renormedMiddle(), gradients, dx: branch)
      feedForwardNormBackward(dy: branch, x: saved.middle, gradients, dx: dx, accumulate: true)
      let y = normed(
        saved.input, gain: weights.attentionNorm, inverseRMS: saved.firstInverseRMS, out: scratch.normed, rows: rows)
      attentionBackward(dy: dx, x: y, gradients, dx: branch, accumulate: false)
      attentionNormBackward(dy: branch, x: saved.input, gradients, dx: dx, accumulate: true)
    case .post:
      feedForwardNormBackward(dy: dx, x: saved.sum ?? saved.middle, gradients, dx: branch, accumulate: false)
      let y = normed(
        saved.middle, gain: weights.attentionNorm, inverseRMS: saved.firstInverseRMS, out: scratch.normed, rows: rows)
      feedForwardBackward(dy: branch, x: y, gradients, dx: dx)
      operations.add(out: dx, a: dx, b: branch, count: rows * width)
      attentionNormBackward(dy: dx, x: saved.middle, gradients, dx: dx, accumulate: false)
      attentionBackward(dy: dx, x: saved.input, gradients, dx: dx, accumulate: true)
    case .none:
      feedForwardBackward(dy: dx, x: saved.middle, gradients, dx: branch)
      operations.add(out: dx, a: dx, b: branch, count: rows * width)
      attentionBackward(dy: dx, x: saved.input, gradients, dx: dx, accumulate: true)
    }
  }

  /// The feed-forward layer's input with norm pre, made again.
  private func renormedMiddle() -> UnsafeMutablePointer<Float> {
    normed(
      saved.middle, gain: weights.feedForwardNorm, inverseRMS: saved.secondInverseRMS, out: scratch.normed, rows: rows)
  }

  /// dy, dx (R, D), not the same. The gradients of the activations go through the layer in pieces of rows, those of the
  /// weights are made of all rows.
  private func feedForwardBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: Located<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>
  ) {
    let (activated, gateUp) = (scratch.activated, saved.gateUp)
    let held = [
      HeldWeight(weights.down, inputs: inner, outputs: width, for: .backwardInput),
      HeldWeight(weights.gate, inputs: width, outputs: innerOutputs, for: .backwardInput),
    ]
    operations.holding(held) {
      operations.inPieces(rows: rows, roomPerRow: 0) { rows, _ in
        let (first, count) = (rows.lowerBound, rows.count)
        let activated = activated + first * inner
        let gateUp = gateUp + first * innerOutputs
        operations.linearBackwardInput(
          dx: activated, dy: dy + first * width, weight: weights.down, rows: count, inputs: inner, outputs: width,
          accumulate: false)
        activateBackward(gateUp, activated, rows: count)
        operations.linearBackwardInput(
          dx: dx + first * width, dy: gateUp, weight: weights.gate, rows: count, inputs: width,
          outputs: innerOutputs, accumulate: false)
      }
    }
    let wanted = [
      WeightGradient(gradients.down, dy: dy, x: activated, inputs: inner, outputs: width),
      WeightGradient(gradients.gate, dy: gateUp, x: x, inputs: width, outputs: innerOutputs),
    ]
    operations.linearBackwardWeights(wanted, rows: rows)
  }

  /// Turns gate and up into their gradients, and the gradient of what the activation gave (r, F) into that itself.
  private func activateBackward(
    _ gateUp: UnsafeMutablePointer<Float>, _ dActivated: UnsafeMutablePointer<Float>, rows: Int
  ) {
    switch configuration.feedForward {
    case .swiglu:
      operations.swigluBackward(gateUp: gateUp, dOut: dActivated, rows: rows, width: inner)
    case .silu:
      operations.siluBackward(x: gateUp, dOut: dActivated, count: rows * inner)
    }
  }

  /// dy (R, D) is read before dx (R, D) is written: with `accumulate` they may be the same.
  private func attentionBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: Located<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    let dAttended = scratch.dBranch
    inputGradient(dAttended, dy: dy, weights.output, inputs: width, outputs: width, accumulate: false)
    let query = saved.projected
    let (key, value) = (query + width, query + 2 * width)
    operations.attentionBackward(
      dq: query, dk: key, dv: value, dOut: dAttended, out: saved.attended, logSumExp: saved.logSumExp, q: query,
      k: key, v: value, stride: 3 * width, batch: shape.batch, positions: shape.positions,
      heads: configuration.heads, headWidth: configuration.headWidth, theta: theta)
    let wanted = [
      WeightGradient(gradients.query, dy: query, x: x, inputs: width, outputs: 3 * width),
      WeightGradient(gradients.output, dy: dy, x: saved.attended, inputs: width, outputs: width),
    ]
    operations.linearBackwardWeights(wanted, rows: rows)
    inputGradient(dx, dy: query, weights.query, inputs: width, outputs: 3 * width, accumulate: accumulate)
  }

  private func attentionNormBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: Located<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    guard let gain = weights.attentionNorm, let dGain = gradients.attentionNorm else { return }
    operations.rmsNormBackward(
      dx: dx, dGain: dGain, dOut: dy, x: x, gain: gain, inverseRMS: saved.firstInverseRMS,
      rows: rows, width: width, accumulate: accumulate)
  }

  private func feedForwardNormBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: Located<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    guard let gain = weights.feedForwardNorm, let dGain = gradients.feedForwardNorm else { return }
    operations.rmsNormBackward(
      dx: dx, dGain: dGain, dOut: dy, x: x, gain: gain, inverseRMS: saved.secondInverseRMS,
      rows: rows, width: width, accumulate: accumulate)
  }

  /// dx (R, I) = or += dy (R, O) W.
  private func inputGradient(
    _ dx: UnsafeMutablePointer<Float>, dy: UnsafeMutablePointer<Float>,
    _ weight: UnsafeMutablePointer<Float>, inputs: Int, outputs: Int, accumulate: Bool
  ) {
    operations.linearBackwardInput(
      dx: dx, dy: dy, weight: weight, rows: rows, inputs: inputs, outputs: outputs, accumulate: accumulate)
  }
}
