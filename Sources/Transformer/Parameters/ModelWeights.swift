import Kernels

/// A model's parameters as its passes read them: matrices in some precision, gains as floats. Linear layers of the same
/// input are one matrix.
///
/// **Safety.** The pointers lead into memory that whoever made this keeps alive.
struct ModelWeights: @unchecked Sendable {
  let embedding: WeightMatrix  // (V, D)
  let blocks: [BlockWeights]
  let positions: UnsafePointer<Float>?  // (T, D), where they are learnt
  let finalNorm: NormPlaces<UnsafePointer<Float>>?
  let head: WeightMatrix  // (V, D); the embedding when tied

  /// The parameters of a layout: `matrix` gives the matrix that begins at an offset, `gain` the floats there.
  init(
    _ layout: ParameterLayout, _ configuration: ModelConfiguration,
    matrix: (_ offset: Int, _ outputs: Int, _ inputs: Int) -> WeightMatrix,
    gain: (_ offset: Int) -> UnsafePointer<Float>
  ) {
    let (v, d) = (configuration.vocabulary, configuration.width)
    embedding = matrix(layout.outer.embedding, v, d)
    blocks = layout.blocks.map { BlockWeights($0, configuration, matrix: matrix, gain: gain) }
    positions = layout.outer.positions.map(gain)
    finalNorm = layout.outer.finalNorm?.map(gain)
    head = matrix(layout.outer.head, v, d)
  }

  /// The parameters in a flat buffer of floats.
  init(_ layout: ParameterLayout, _ configuration: ModelConfiguration, floats: UnsafePointer<Float>) {
    self.init(
      layout, configuration, matrix: { WeightMatrix(floats: floats + $0, outputs: $1, inputs: $2) },
      gain: { floats + $0 })
  }
}

/// One block's parameters.
struct BlockWeights: @unchecked Sendable {
  let attentionNorm: NormPlaces<UnsafePointer<Float>>?  // ln1
  let embeddingResidual: UnsafePointer<Float>?  // (1)
  let qkv: WeightMatrix  // q_proj, k_proj and v_proj, one after the other (queries' and 2 keys' widths, D)
  let biases: BlockBiases<UnsafePointer<Float>>
  let headGains: HeadGains?  // q_norm and k_norm (K)
  let valueResidual: UnsafePointer<Float>?  // (1)
  let attentionOutput: WeightMatrix  // output_proj (D, width of queries)
  let feedForwardNorm: NormPlaces<UnsafePointer<Float>>?  // ln2
  let gateUp: WeightMatrix  // w1 and w3 (2F, D); without a gate w1 (F, D)
  let down: WeightMatrix  // w2 (D, F)

  init(
    _ offsets: BlockOffsets, _ configuration: ModelConfiguration,
    matrix: (_ offset: Int, _ outputs: Int, _ inputs: Int) -> WeightMatrix,
    gain: (_ offset: Int) -> UnsafePointer<Float>
  ) {
    let (d, f) = (configuration.width, configuration.feedForwardWidth)
    attentionNorm = offsets.attentionNorm?.map(gain)
    embeddingResidual = offsets.embeddingResidual.map(gain)
    qkv = matrix(offsets.qkv, configuration.qkvWidth, d)
    biases = offsets.biases.map(gain)
    headGains = offsets.headNorms.map { HeadGains(query: gain($0.query), key: gain($0.key)) }
    valueResidual = offsets.valueResidual.map(gain)
    attentionOutput = matrix(offsets.attentionOutput, d, configuration.queryWidth)
    feedForwardNorm = offsets.feedForwardNorm?.map(gain)
    gateUp = matrix(offsets.gateUp, configuration.gateUpWidth, d)
    down = matrix(offsets.down, d, f)
  }
}
