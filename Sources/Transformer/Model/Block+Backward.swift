import Kernels

extension Block {
  /// Turns `scratch.dStream` (R, D) from the gradient of the block's output into the gradient of its input,
  /// adding to the gradients of the block's parameters on the way.
  ///
  /// Both residual sums let the gradient through unchanged and add the branch's own.
  func backward(gradients: Located<BlockOffsets>) {
    let dx = scratch.dStream
    let branch = scratch.dBranch
    switch configuration.norm {
    case .pre:
      feedForwardBackward(dy: dx, x: renormedMiddle(), gradients, dx: branch, accumulate: false)
      feedForwardNormBackward(dy: branch, x: saved.middle, gradients, dx: dx, accumulate: true)
      let y = normed(
        saved.input, gain: weights.attentionNorm, inverseRMS: saved.firstInverseRMS, out: scratch.normed)
      attentionBackward(dy: dx, x: y, gradients, dx: branch, accumulate: false)
      attentionNormBackward(dy: branch, x: saved.input, gradients, dx: dx, accumulate: true)
    case .post:
      feedForwardNormBackward(dy: dx, x: saved.sum ?? saved.middle, gradients, dx: branch, accumulate: false)
      let y = normed(
        saved.middle, gain: weights.attentionNorm, inverseRMS: saved.firstInverseRMS, out: scratch.normed)
      feedForwardBackward(dy: branch, x: y, gradients, dx: branch, accumulate: true)
      attentionNormBackward(dy: branch, x: saved.middle, gradients, dx: dx, accumulate: false)
      attentionBackward(dy: dx, x: saved.input, gradients, dx: dx, accumulate: true)
    case .none:
      feedForwardBackward(dy: dx, x: saved.middle, gradients, dx: dx, accumulate: true)
      attentionBackward(dy: dx, x: saved.input, gradients, dx: dx, accumulate: true)
    }
  }

  /// The feed-forward layer's input with norm pre, made again.
  private func renormedMiddle() -> UnsafeMutablePointer<Float> {
    normed(
      saved.middle, gain: weights.feedForwardNorm, inverseRMS: saved.secondInverseRMS, out: scratch.normed)
  }

  /// dy (R, D) is read before dx (R, D) is written: with `accumulate` they may be the same.
  private func feedForwardBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: Located<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    activate()
    weightGradient(gradients.down, dy: dy, x: scratch.activated, inputs: inner, outputs: width)
    inputGradient(scratch.dGate, dy: dy, weights.down, inputs: inner, outputs: width, accumulate: false)
    if let up = saved.up, let upWeight = weights.up, let upGradient = gradients.up {
      operations.swigluBackward(
        dGate: scratch.dGate, dUp: scratch.dUp, dOut: scratch.dGate, gate: saved.gate, up: up,
        count: rows * inner)
      weightGradient(upGradient, dy: scratch.dUp, x: x, inputs: width, outputs: inner)
      weightGradient(gradients.gate, dy: scratch.dGate, x: x, inputs: width, outputs: inner)
      inputGradient(dx, dy: scratch.dUp, upWeight, inputs: width, outputs: inner, accumulate: accumulate)
      inputGradient(dx, dy: scratch.dGate, weights.gate, inputs: width, outputs: inner, accumulate: true)
    } else {
      operations.siluBackward(dx: scratch.dGate, dOut: scratch.dGate, x: saved.gate, count: rows * inner)
      weightGradient(gradients.gate, dy: scratch.dGate, x: x, inputs: width, outputs: inner)
      inputGradient(dx, dy: scratch.dGate, weights.gate, inputs: width, outputs: inner, accumulate: accumulate)
    }
  }

  /// dy (R, D) is read before dx (R, D) is written: with `accumulate` they may be the same.
  private func attentionBackward(
    dy: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, _ gradients: Located<BlockOffsets>,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    let dAttended = scratch.dBranch
    weightGradient(gradients.output, dy: dy, x: saved.attended, inputs: width, outputs: width)
    inputGradient(dAttended, dy: dy, weights.output, inputs: width, outputs: width, accumulate: false)
    operations.attentionBackward(
      dq: scratch.dQuery, dk: scratch.dKey, dv: scratch.dValue, dOut: dAttended, out: saved.attended,
      logSumExp: saved.logSumExp, q: saved.query, k: saved.key, v: saved.value, batch: shape.batch,
      positions: shape.positions, heads: configuration.heads, headWidth: configuration.headWidth)
    if configuration.position == .rope {
      rotateBack(scratch.dQuery)
      rotateBack(scratch.dKey)
    }
    weightGradient(gradients.query, dy: scratch.dQuery, x: x, inputs: width, outputs: width)
    weightGradient(gradients.key, dy: scratch.dKey, x: x, inputs: width, outputs: width)
    weightGradient(gradients.value, dy: scratch.dValue, x: x, inputs: width, outputs: width)
    inputGradient(
      dx, dy: scratch.dQuery, weights.query, inputs: width, outputs: width, accumulate: accumulate)
    inputGradient(dx, dy: scratch.dKey, weights.key, inputs: width, outputs: width, accumulate: true)
    inputGradient(dx, dy: scratch.dValue, weights.value, inputs: width, outputs: width, accumulate: true)
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

  private func rotateBack(_ dx: UnsafeMutablePointer<Float>) {
    operations.ropeBackward(
      dx: dx, rows: rows, positions: shape.positions, firstPosition: 0, heads: configuration.heads,
      headWidth: configuration.headWidth, theta: Float(configuration.ropeTheta))
  }

  /// dWeight (O, I) += dy (R, O)ᵀ x (R, I).
  private func weightGradient(
    _ dWeight: UnsafeMutablePointer<Float>, dy: UnsafeMutablePointer<Float>,
    x: UnsafeMutablePointer<Float>, inputs: Int, outputs: Int
  ) {
    operations.linearBackwardWeight(
      dWeight: dWeight, dy: dy, x: x, rows: rows, inputs: inputs, outputs: outputs)
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
