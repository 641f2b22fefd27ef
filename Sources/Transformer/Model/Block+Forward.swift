import Kernels

extension Block {
  /// Computes the block's output (R, D) from `saved.input`.
  func forward(to output: UnsafeMutablePointer<Float>) {
    let x = saved.input
    let middle = saved.middle
    switch configuration.norm {
    case .pre, .none:
      addAttention(
        normed(x, gain: weights.attentionNorm, inverseRMS: saved.firstInverseRMS, out: scratch.normed),
        residual: x, to: middle)
      addFeedForward(
        normed(middle, gain: weights.feedForwardNorm, inverseRMS: saved.secondInverseRMS, out: scratch.normed),
        residual: middle, to: output)
    case .post:
      addAttention(x, residual: x, to: middle)
      let y = normed(
        middle, gain: weights.attentionNorm, inverseRMS: saved.firstInverseRMS, out: scratch.normed)
      let sum = saved.sum ?? output
      addFeedForward(y, residual: y, to: sum)
      _ = normed(sum, gain: weights.feedForwardNorm, inverseRMS: saved.secondInverseRMS, out: output)
    }
  }

  /// y = residual + attention of x: project to queries, keys and values, rotate and attend, project.
  private func addAttention(
    _ x: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>
  ) {
    let query = saved.projected
    project(x, weights.query, to: query, inputs: width, outputs: 3 * width)
    operations.attentionForward(
      out: saved.attended, logSumExp: saved.logSumExp, q: query, k: query + width, v: query + 2 * width,
      stride: 3 * width, batch: shape.batch, positions: shape.positions, heads: configuration.heads,
      headWidth: configuration.headWidth, theta: theta)
    project(saved.attended, weights.output, to: y, inputs: width, outputs: width, residual: residual)
  }

  /// y = residual + W2(silu(W1 x) ⊙ W3 x), or W2 silu(W1 x) without a gate.
  private func addFeedForward(
    _ x: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>
  ) {
    project(x, weights.gate, to: saved.gateUp, inputs: width, outputs: innerOutputs)
    switch configuration.feedForward {
    case .swiglu:
      operations.swigluForward(out: scratch.activated, gateUp: saved.gateUp, rows: rows, width: inner)
    case .silu:
      operations.siluForward(out: scratch.activated, x: saved.gateUp, count: rows * inner)
    }
    project(scratch.activated, weights.down, to: y, inputs: inner, outputs: width, residual: residual)
  }
}
