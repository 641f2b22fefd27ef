import Kernels

extension Block {
  /// Computes the block's output (R, D) from `saved.input`, in pieces of rows but for attention, where rows meet. The
  /// output may take the input's place unless the input is kept.
  func forward(to output: UnsafeMutablePointer<Float>) {
    let room = BlockRows.roomPerRow(configuration)
    operations.holding(forwardWeights) {
      operations.inPieces(rows: rows, roomPerRow: room) { rows, room in
        projectHeads(BlockRows(self, rows, room: room))
      }
      attend()
      operations.inPieces(rows: rows, roomPerRow: room) { rows, room in
        addBranches(BlockRows(self, rows, room: room), to: output + rows.lowerBound * width)
      }
    }
  }

  private var forwardWeights: [HeldWeight] {
    [
      HeldWeight(weights.query, inputs: width, outputs: 3 * width, for: .forward),
      HeldWeight(weights.output, inputs: width, outputs: width, for: .forward),
      HeldWeight(weights.gate, inputs: width, outputs: innerOutputs, for: .forward),
      HeldWeight(weights.down, inputs: inner, outputs: width, for: .forward),
    ]
  }

  /// Queries, keys and values, side by side, of the input or its norm.
  private func projectHeads(_ rows: BlockRows) {
    var x = rows.x
    if configuration.norm == .pre { x = attentionNorm(rows.x, to: rows.normed, rows) }
    project(x, weights.query, to: rows.projected, rows: rows.count, inputs: width, outputs: 3 * width)
  }

  /// Every head of every sequence.
  private func attend() {
    let query = saved.projected
    operations.attentionForward(
      out: saved.attended, logSumExp: saved.logSumExp, q: query, k: query + width, v: query + 2 * width,
      stride: 3 * width, batch: shape.batch, positions: shape.positions, heads: configuration.heads,
      headWidth: configuration.headWidth, theta: theta)
  }

  /// What attention found and then the feed-forward layer, each added to its residual.
  private func addBranches(_ rows: BlockRows, to output: UnsafeMutablePointer<Float>) {
    project(
      rows.attended, weights.output, to: rows.middle, rows: rows.count, inputs: width, outputs: width,
      residual: rows.x)
    switch configuration.norm {
    case .pre:
      let y = feedForwardNorm(rows.middle, to: rows.normed, rows)
      addFeedForward(y, residual: rows.middle, to: output, rows)
    case .none:
      addFeedForward(rows.middle, residual: rows.middle, to: output, rows)
    case .post:
      let y = attentionNorm(rows.middle, to: rows.normed, rows)
      addFeedForward(y, residual: y, to: rows.sum, rows)
      _ = feedForwardNorm(rows.sum, to: output, rows)
    }
  }

  /// y = residual + W2(silu(W1 x) ⊙ W3 x), or W2 silu(W1 x) without a gate.
  private func addFeedForward(
    _ x: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>,
    _ rows: BlockRows
  ) {
    project(x, weights.gate, to: rows.gateUp, rows: rows.count, inputs: width, outputs: innerOutputs)
    switch configuration.feedForward {
    case .swiglu:
      operations.swigluForward(out: rows.activated, gateUp: rows.gateUp, rows: rows.count, width: inner)
    case .silu:
      operations.siluForward(out: rows.activated, x: rows.gateUp, count: rows.count * inner)
    }
    project(
      rows.activated, weights.down, to: y, rows: rows.count, inputs: inner, outputs: width, residual: residual)
  }

  private func attentionNorm(
    _ x: UnsafeMutablePointer<Float>, to out: UnsafeMutablePointer<Float>, _ rows: BlockRows
  ) -> UnsafeMutablePointer<Float> {
    normed(x, gain: weights.attentionNorm, inverseRMS: rows.firstInverseRMS, out: out, rows: rows.count)
  }

  private func feedForwardNorm(
    _ x: UnsafeMutablePointer<Float>, to out: UnsafeMutablePointer<Float>, _ rows: BlockRows
  ) -> UnsafeMutablePointer<Float> {
    normed(x, gain: weights.feedForwardNorm, inverseRMS: rows.secondInverseRMS, out: out, rows: rows.count)
  }

  /// y (r, O) = x (r, I) Wᵀ, plus the residual (r, O) if there is one.
  private func project(
    _ x: UnsafeMutablePointer<Float>, _ weight: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>,
    rows: Int, inputs: Int, outputs: Int, residual: UnsafePointer<Float>? = nil
  ) {
    operations.linearForward(
      y: y, x: x, weight: weight, rows: rows, inputs: inputs, outputs: outputs, onto: residual)
  }
}
