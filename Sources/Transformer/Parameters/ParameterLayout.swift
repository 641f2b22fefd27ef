/// Where every parameter lies in one flat buffer. Gradients and the optimiser's moments use the same layout.
///
/// Order: token embeddings, the blocks from first to last, final norm, output layer. Gaps of less than 64 bytes
/// between tensors hold zeros and stay zero. Linear layers of the same input follow one another without a gap.
package struct ParameterLayout: Sendable, Equatable {
  /// Every tensor in the order of its place.
  package let tensors: [ParameterTensor]
  /// Floats in a buffer of this layout, gaps included.
  package let count: Int
  /// Consecutive ranges that make up the whole buffer: embeddings, each block, the end. Backward completes
  /// them from last to first, so a reduction over machines can start with the last while others are made.
  package let buckets: [Range<Int>]

  /// Behind all others in a buffer of gradients that keeps them apart: the gradient of a tied table as embedding (V, D),
  /// while the table's own place has that of the output layer. Nil without tying.
  package let tiedEmbedding: Range<Int>?

  package let outer: OuterOffsets
  package let blocks: [BlockOffsets]
  /// Every matrix as products read it: linear layers of the same input are one.
  let matrices: [MatrixPlace]

  /// Number of trainable parameters, gaps not counted.
  package var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }

  /// The layout for a configuration that ``ModelConfiguration/validate()`` accepts. Allocates no tensor.
  package init(_ configuration: ModelConfiguration) {
    var writer = LayoutWriter()
    let embedding = writer.embedding(configuration)
    let positions = writer.positions(configuration)
    var starts = [0]
    var blocks: [BlockOffsets] = []
    for index in 0..<configuration.layers {
      starts.append(writer.offsets.count)
      blocks.append(writer.block(index, configuration))
    }
    starts.append(writer.offsets.count)
    outer = writer.outer(configuration, embedding: embedding, positions: positions)
    self.blocks = blocks
    tensors = writer.tensors
    matrices = writer.matrices
    count = writer.offsets.count
    tiedEmbedding = configuration.tieEmbeddings ? count..<count + starts[1] : nil
    buckets = zip(starts, starts.dropFirst() + [count]).map { $0..<$1 }.filter { !$0.isEmpty }
  }
}

/// Places of the tensors outside the blocks.
package struct OuterOffsets: Sendable, Equatable {
  package let embedding: Int  // (V, D)
  package let positions: Int?  // (T, D), learnt positions
  package let finalNorm: NormPlaces<Int>?
  package let head: Int  // (V, D); the embedding's place when tied
}

/// Places of one block's tensors.
package struct BlockOffsets: Sendable, Equatable {
  package let attentionNorm: NormPlaces<Int>?  // ln1
  package let embeddingResidual: Int?  // (1)
  /// q_proj (width of queries, D), k_proj and v_proj (width of keys, D), one right after the other: together one matrix
  package let qkv: Int
  package let biases: BlockBiases<Int>
  package let headNorms: HeadNormOffsets?
  package let valueResidual: Int?  // (1)
  package let attentionOutput: Int  // output_proj (D, width of queries)
  package let feedForwardNorm: NormPlaces<Int>?  // ln2
  /// w1 and, in a gated feed-forward layer, w3 (F, D), one right after the other: together (2F, D)
  package let gateUp: Int
  package let down: Int  // w2 (D, F)
}

/// Places of the gains of normed queries and keys.
package struct HeadNormOffsets: Sendable, Equatable {
  package let query, key: Int  // q_norm, k_norm (K)
}

/// A matrix (outputs, inputs) at an offset: one tensor, or several of the same inputs.
struct MatrixPlace: Sendable, Equatable {
  let offset: Int
  let outputs, inputs: Int
}

/// Collects tensors while their places are handed out.
private struct LayoutWriter {
  var offsets = OffsetAllocator()
  var tensors: [ParameterTensor] = []
  var matrices: [MatrixPlace] = []

  mutating func embedding(_ configuration: ModelConfiguration) -> Int {
    // Tied, the same matrix is the output layer: with deviation 1 its logits would start at ±√D.
    let tied = Self.linearDeviation(inputs: configuration.width, outputs: configuration.vocabulary)
    return add(
      "token_embeddings.weight", [configuration.vocabulary, configuration.width],
      .embedding, .truncatedNormal(deviation: configuration.tieEmbeddings ? tied : 1), stream: 0)
  }

  /// With GPT-2's deviation. Read by position, it is no matrix of a product.
  mutating func positions(_ configuration: ModelConfiguration) -> Int? {
    guard configuration.position == .learned else { return nil }
    return add(
      "position_embeddings.weight", [configuration.contextLength, configuration.width], .embedding,
      .truncatedNormal(deviation: 0.02), stream: 3, isMatrix: false)
  }

  mutating func block(_ index: Int, _ configuration: ModelConfiguration) -> BlockOffsets {
    let (d, f) = (configuration.width, configuration.feedForwardWidth)
    let prefix = "layers.\(index)."
    let stream = 16 * UInt64(index + 1)
    let gated = configuration.feedForward == .swiglu
    let embeddingResidual =
      configuration.embeddingResidual && index > 0
      ? number(prefix + "embedding_residual", start: 0, stream: stream + 12) : nil
    let attentionNorm = norm(prefix + "ln1", configuration, stream: stream)
    let shared = configuration.keyValueWidth
    let qkv = linears(
      [("attn.q_proj", configuration.queryWidth, 1), ("attn.k_proj", shared, 2), ("attn.v_proj", shared, 3)].map {
        (prefix + $0.0 + ".weight", $0.1, stream + $0.2)
      }, inputs: d)
    var biases = BlockBiases<Int>()
    if configuration.biases.contains(.qkv) {
      biases.query = bias(prefix + "attn.q_proj.bias", configuration.queryWidth)
      biases.key = bias(prefix + "attn.k_proj.bias", shared)
      biases.value = bias(prefix + "attn.v_proj.bias", shared)
    }
    let headNorms = configuration.normsHeads ? headNorms(prefix, configuration.headWidth, stream: stream) : nil
    let valueResidual =
      configuration.valueResidual && index > 0
      ? number(prefix + "attn.value_residual", start: 0.5, stream: stream + 11) : nil
    let attentionOutput = linear(
      prefix + "attn.output_proj.weight", d, configuration.queryWidth, stream: stream + 4)
    if configuration.biases.contains(.attentionOutput) { biases.output = bias(prefix + "attn.output_proj.bias", d) }
    let feedForwardNorm = norm(prefix + "ln2", configuration, stream: stream + 5)
    let inner: [(String, UInt64)] = [("ffn.w1", 6)] + (gated ? [("ffn.w3", 8)] : [])
    let gateUp = linears(inner.map { (prefix + $0.0 + ".weight", f, stream + $0.1) }, inputs: d)
    if configuration.biases.contains(.feedForward) {
      biases.gate = bias(prefix + "ffn.w1.bias", f)
      biases.up = gated ? bias(prefix + "ffn.w3.bias", f) : nil
    }
    let down = linear(prefix + "ffn.w2.weight", d, f, stream: stream + 7)
    if configuration.biases.contains(.feedForward) { biases.down = bias(prefix + "ffn.w2.bias", d) }
    return BlockOffsets(
      attentionNorm: attentionNorm, embeddingResidual: embeddingResidual, qkv: qkv, biases: biases,
      headNorms: headNorms,
      valueResidual: valueResidual, attentionOutput: attentionOutput, feedForwardNorm: feedForwardNorm,
      gateUp: gateUp, down: down)
  }

  mutating func outer(_ configuration: ModelConfiguration, embedding: Int, positions: Int?) -> OuterOffsets {
    let finalNorm = norm("ln_final", configuration, stream: 1)
    let head =
      configuration.tieEmbeddings
      ? embedding : linear("lm_head.weight", configuration.vocabulary, configuration.width, role: .head, stream: 2)
    return OuterOffsets(embedding: embedding, positions: positions, finalNorm: finalNorm, head: head)
  }

  private mutating func linear(
    _ name: String, _ outputs: Int, _ inputs: Int, role: ParameterTensor.Role = .matrix, stream: UInt64
  ) -> Int {
    let deviation = Self.linearDeviation(inputs: inputs, outputs: outputs)
    return add(name, [outputs, inputs], role, .truncatedNormal(deviation: deviation), stream: stream)
  }

  /// Linear layers of one input, one right after the other, so that one product does them all. Returns the first's
  /// place.
  private mutating func linears(_ layers: [(name: String, outputs: Int, stream: UInt64)], inputs: Int) -> Int {
    let outputs = layers.reduce(0) { $0 + $1.outputs }
    let offset = offsets.allocate(outputs * inputs)
    matrices.append(MatrixPlace(offset: offset, outputs: outputs, inputs: inputs))
    var next = offset
    for layer in layers {
      let deviation = Self.linearDeviation(inputs: inputs, outputs: layer.outputs)
      tensors.append(
        ParameterTensor(
          name: layer.name, shape: [layer.outputs, inputs], offset: next, role: .matrix,
          start: .truncatedNormal(deviation: deviation), stream: layer.stream))
      next += layer.outputs * inputs
    }
    return offset
  }

  private mutating func headNorms(_ prefix: String, _ width: Int, stream: UInt64) -> HeadNormOffsets {
    HeadNormOffsets(
      query: gain(prefix + "attn.q_norm.weight", width, stream: stream + 9),
      key: gain(prefix + "attn.k_norm.weight", width, stream: stream + 10))
  }

  private mutating func number(_ name: String, start: Double, stream: UInt64) -> Int {
    add(name, [1], .vector, .constant(start), stream: stream)
  }

  /// Zeros to begin with, which need no random numbers.
  private mutating func bias(_ name: String, _ width: Int) -> Int {
    add(name, [width], .vector, .constant(0), stream: 0)
  }

  private mutating func norm(
    _ name: String, _ configuration: ModelConfiguration, stream: UInt64
  ) -> NormPlaces<Int>? {
    guard configuration.norm != .none else { return nil }
    let gain = gain(name + ".weight", configuration.width, stream: stream)
    return NormPlaces(
      gain: gain, bias: configuration.normKind == .layer ? bias(name + ".bias", configuration.width) : nil)
  }

  private mutating func gain(_ name: String, _ width: Int, stream: UInt64) -> Int {
    add(name, [width], .vector, .ones, stream: stream)
  }

  private mutating func add(
    _ name: String, _ shape: [Int], _ role: ParameterTensor.Role, _ start: ParameterTensor.Start, stream: UInt64,
    isMatrix: Bool = true
  ) -> Int {
    let offset = offsets.allocate(shape.reduce(1, *))
    if isMatrix, shape.count == 2 { matrices.append(MatrixPlace(offset: offset, outputs: shape[0], inputs: shape[1])) }
    tensors.append(
      ParameterTensor(name: name, shape: shape, offset: offset, role: role, start: start, stream: stream))
    return offset
  }

  /// √(2 / (inputs + outputs)): keeps the variance of values and of gradients about the same (Glorot and
  /// Bengio 2010).
  private static func linearDeviation(inputs: Int, outputs: Int) -> Double {
    (2 / Double(inputs + outputs)).squareRoot()
  }
}
