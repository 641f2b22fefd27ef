extension ModelConfiguration {
  /// Trainable parameters by component.
  package var parameterAccount: Breakdown {
    let (layers, width) = (Double(self.layers), Double(self.width))
    let embedding = Double(vocabulary) * width
    return Breakdown([
      "token_embeddings": embedding,
      "position_embeddings": position == .learned ? Double(contextLength) * width : 0,
      "attention.qkv": layers * width * Double(qkvWidth),
      "attention.norms": normsHeads ? layers * 2 * Double(headWidth) : 0,
      "attention.output": layers * width * Double(queryWidth),
      "biases": layers * biasesPerBlock,
      "ffn": layers * Double(feedForwardMatrices) * width * Double(feedForwardWidth),
      "norms": norm == .none ? 0 : (2 * layers + 1) * width * (normKind == .layer ? 2 : 1),
      "residual numbers": (layers - 1) * ((valueResidual ? 1 : 0) + (embeddingResidual ? 1 : 0)),
      "lm_head": tieEmbeddings ? 0 : embedding,
    ])
  }

  private var biasesPerBlock: Double {
    let inner = Double((feedForwardMatrices - 1) * feedForwardWidth + width)
    return (biases.contains(.qkv) ? Double(qkvWidth) : 0) + (biases.contains(.attentionOutput) ? Double(width) : 0)
      + (biases.contains(.feedForward) ? inner : 0)
  }

  /// Matrices of one feed-forward layer: W1, W2 and, with a gate, W3.
  var feedForwardMatrices: Int {
    feedForward == .swiglu ? 3 : 2
  }
}
