extension ModelConfiguration {
  /// Trainable parameters by component. The projections of attention carry no bias, the norms only a gain.
  package var parameterAccount: Breakdown {
    let (layers, width) = (Double(self.layers), Double(self.width))
    let embedding = Double(vocabulary) * width
    return Breakdown([
      "token_embeddings": embedding,
      "attention.qkv": layers * width * Double(qkvWidth),
      "attention.norms": normsHeads ? layers * 2 * Double(headWidth) : 0,
      "attention.output": layers * width * width,
      "ffn": layers * Double(feedForwardMatrices) * width * Double(feedForwardWidth),
      "norms": norm == .none ? 0 : (2 * layers + 1) * width,
      "residual numbers": (layers - 1) * ((valueResidual ? 1 : 0) + (embeddingResidual ? 1 : 0)),
      "lm_head": tieEmbeddings ? 0 : embedding,
    ])
  }

  /// Matrices of one feed-forward layer: W1, W2 and, with a gate, W3.
  var feedForwardMatrices: Int {
    feedForward == .swiglu ? 3 : 2
  }
}
