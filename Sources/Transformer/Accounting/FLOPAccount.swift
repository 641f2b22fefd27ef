import Kernels

extension ModelConfiguration {
  /// How many score entries of the attention matrix are counted.
  package enum AttentionCount: Sendable {
    /// All T² of them, as CS336's accounting does; with a window of W positions, T · W.
    case full
    /// The T (T + 1) / 2 at or below the diagonal, or those within the window: what a causal kernel has to compute.
    case causal
  }

  /// FLOPs of the matrix products of one forward pass over one sequence of `positions` tokens, by component.
  ///
  /// A product of (m, n) and (n, p) costs 2mnp. Norms, activations, softmax and RoPE are left out, as is
  /// usual: they are of lower order. Backward costs twice the forward pass (one product for the input's
  /// gradient, one for the weight's), so training costs three times this.
  package func forwardFLOPs(positions: Int, attention: AttentionCount = .full) -> Breakdown {
    let (layers, width, rows) = (Double(self.layers), Double(self.width), Double(positions))
    let queries = Double(queryWidth)
    let seen = Double(min(positions, attentionWindow ?? positions))
    // Before the window is full, a query sees as many keys as there are.
    let scores = attention == .full ? rows * seen : rows * seen - seen * (seen - 1) / 2
    return Breakdown([
      "attention.qkv": layers * 2 * rows * width * Double(qkvWidth),
      "attention.scores": layers * 2 * scores * queries,
      "attention.values": layers * 2 * scores * queries,
      "attention.output": layers * 2 * rows * queries * width,
      "ffn": layers * Double(feedForwardMatrices) * 2 * rows * width * Double(feedForwardWidth),
      "lm_head": 2 * rows * width * Double(vocabulary),
    ])
  }

  /// FLOPs of one training step of `sequences` whole contexts: forward and backward, by component.
  package func trainingFLOPs(sequences: Int, attention: AttentionCount = .full) -> Breakdown {
    forwardFLOPs(positions: contextLength, attention: attention).scaled(by: 3 * Double(sequences))
  }

  /// FLOPs of Muon's products in one step, whatever the batch: of each matrix of the blocks, counting half of a product
  /// that is symmetric.
  package var newtonSchulzFLOPs: Double {
    let query = NewtonSchulz(rows: queryWidth, columns: width).flops
    let key = NewtonSchulz(rows: keyValueWidth, columns: width).flops
    let inner = NewtonSchulz(rows: feedForwardWidth, columns: width).flops
    return Double(layers) * (2 * query + 2 * key + Double(feedForwardMatrices) * inner)
  }
}
