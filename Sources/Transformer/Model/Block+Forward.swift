import Kernels

extension Block {
  /// Computes the block's output (R, D) from `saved.input`.
  func forward(to output: UnsafeMutablePointer<Float>) {
    let x = saved.input
    let middle = saved.middle
    switch configuration.norm {
    case .pre, .none:
      attention(
        normed(x, gain: weights.attentionNorm, inverseRMS: saved.firstInverseRMS, out: scratch.normed),
        to: middle)
      addResidual(x, to: middle)
      feedForward(
        normed(middle, gain: weights.feedForwardNorm, inverseRMS: saved.secondInverseRMS, out: scratch.normed),
        to: output)
      addResidual(middle, to: output)
    case .post:
      attention(x, to: middle)
      addResidual(x, to: middle)
      let y = normed(
        middle, gain: weights.attentionNorm, inverseRMS: saved.firstInverseRMS, out: scratch.normed)
      let sum = saved.sum ?? output
      feedForward(y, to: sum)
      addResidual(y, to: sum)
      _ = normed(sum, gain: weights.feedForwardNorm, inverseRMS: saved.secondInverseRMS, out: output)
    }
  }

  /// y = attention of x: project, rotate, attend, project.
  private func attention(_ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>) {
    project(x, weights.query, to: saved.query, inputs: width, outputs: width)
    project(x, weights.key, to: saved.key, inputs: width, outputs: width)
    project(x, weights.value, to: saved.value, inputs: width, outputs: width)
    if configuration.position == .rope {
      rotate(saved.query)
      rotate(saved.key)
    }
    operations.attentionForward(
      out: saved.attended, logSumExp: saved.logSumExp, q: saved.query, k: saved.key, v: saved.value,
      batch: shape.batch, positions: shape.positions, heads: configuration.heads,
      headWidth: configuration.headWidth)
    project(saved.attended, weights.output, to: y, inputs: width, outputs: width)
  }

  /// y = W2(silu(W1 x) ⊙ W3 x), or W2 silu(W1 x) without a gate.
  private func feedForward(_ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>) {
    project(x, weights.gate, to: saved.gate, inputs: width, outputs: inner)
    if let up = weights.up, let saved = saved.up {
      project(x, up, to: saved, inputs: width, outputs: inner)
    }
    activate()
    project(scratch.activated, weights.down, to: y, inputs: inner, outputs: width)
  }

  /// scratch.activated (R, F) from what the first projections left.
  func activate() {
    if let up = saved.up {
      operations.swigluForward(out: scratch.activated, gate: saved.gate, up: up, count: rows * inner)
    } else {
      operations.siluForward(out: scratch.activated, x: saved.gate, count: rows * inner)
    }
  }

  private func rotate(_ x: UnsafeMutablePointer<Float>) {
    operations.ropeForward(
      x: x, rows: rows, positions: shape.positions, firstPosition: 0,
      heads: configuration.heads, headWidth: configuration.headWidth, theta: Float(configuration.ropeTheta))
  }

  private func addResidual(_ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>) {
    operations.add(out: y, a: y, b: x, count: rows * width)
  }
}
