import StableHLO
import Transformer

/// The decoder-only Transformer as a graph: what `ForwardPass` and `Block` of module `Transformer` compute.
///
/// Letters are those of `Operations`: rows R = B·T, width D, feed-forward width F, heads H of width K.
struct DecoderGraph {
  let configuration: ModelConfiguration
  let precision: ProgramPrecision
  let shape: BatchShape
  let attention: any AttentionGraph
  /// Where the first position stands (a scalar i32), and among how many; nil for sequences from their start.
  var place: (first: Value, capacity: Int)?

  /// hidden (R, D), after the final norm, of ids (R) of i32.
  func hidden(_ ids: Value, _ parameters: ParameterValues) throws -> Value {
    let embedded = try placed(parameters.embedding.rows(at: ids), parameters.positions)
    var x = embedded
    var heads = HeadsGraph(configuration, shape, rotation: try rotation(in: ids.graph))
    for weights in parameters.blocks {
      if let by = weights.embeddingResidual { x = try x + embedded * by.reshaped([]).broadcast(to: x.shape) }
      x = try block(x, weights, &heads)
    }
    return try normed(x, parameters.finalNorm)
  }

  /// x (R, D) through one block.
  private func block(_ x: Value, _ weights: ParameterValues.Block, _ heads: inout HeadsGraph) throws -> Value {
    switch configuration.norm {
    case .pre:
      let y = try x + attend(normed(x, weights.attentionNorm), weights, &heads)
      return try y + feedForward(normed(y, weights.feedForwardNorm), weights)
    case .post:
      let y = try normed(x + attend(x, weights, &heads), weights.attentionNorm)
      return try normed(y + feedForward(y, weights), weights.feedForwardNorm)
    case .none:
      let y = try x + attend(x, weights, &heads)
      return try y + feedForward(y, weights)
    }
  }

  /// x (R, D) plus the learnt vectors of its positions, if there are any, of a table (C, D).
  private func placed(_ x: Value, _ table: Value?) throws -> Value {
    guard let table else { return x }
    let (count, width) = (shape.positions, configuration.width)
    let rows =
      try place.map { place in
        try table.dynamicallySliced(starts: [place.first, place.first.filled(with: 0)], sizes: [count, width])
      } ?? table.sliced(0..<count, dimension: 0)
    let all = try rows.broadcast(to: [shape.batch, count, width], dimensions: [1, 2])
    return try x + all.reshaped(x.shape)
  }

  /// x (R, D) · 1/√(mean(x²) + ε) · gain (D), or with a bias first x − mean(x), and at last plus the bias (D); x itself
  /// without a norm.
  func normed(_ x: Value, _ norm: NormPlaces<Value>?) throws -> Value {
    guard let norm else { return x }
    let each = 1 / Double(configuration.width)
    var x = x
    if norm.bias != nil {
      x = try x - (x.reduced(.sum, [1]) * each).broadcast(to: x.shape, dimensions: [0])
    }
    let meanSquare = try (x * x).reduced(.sum, [1]) * each
    let inverse = try (meanSquare + configuration.normEpsilon).applying(.rsqrt)
    let scaled =
      try x * inverse.broadcast(to: x.shape, dimensions: [0])
      * norm.gain.broadcast(to: x.shape, dimensions: [1])
    return try norm.bias.map { try scaled + $0.broadcast(to: x.shape, dimensions: [1]) } ?? scaled
  }

  /// y (R, O) = x (R, I) · weight (O, I)ᵀ, of given elements.
  func product(_ x: Value, _ weight: Value, element: ElementType) throws -> Value {
    try x.converted(to: precision.element).dot(
      weight.converted(to: precision.element), DotDimensions(contracting: ([1], [1])), element: element)
  }

  /// x (R, O) + biases, which side by side are (O), in x's elements; x itself without any. Their gradients are sums in
  /// float32 whatever x's elements are.
  private func added(_ biases: [Value?], to x: Value) throws -> Value {
    let biases = biases.compactMap { $0 }
    guard let first = biases.first else { return x }
    let bias = biases.count == 1 ? first : try x.graph.concatenate(biases, dimension: 0)
    return try (x + bias.converted(to: x.element).broadcast(to: x.shape, dimensions: [1])).differentiated(
      by: [x, bias],
      CustomGradient { _, _, gradients in
        guard let gradient = gradients[0] else { return [nil, nil] }
        return [gradient, try gradient.converted(to: .f32).reduced(.sum, [0])]
      })
  }

  /// Attention of all heads and the output projection: (R, D) to (R, D).
  private func attend(_ x: Value, _ weights: ParameterValues.Block, _ heads: inout HeadsGraph) throws -> Value {
    let biases = [weights.biases.query, weights.biases.key, weights.biases.value].compactMap { $0 }
    let qkv = try added(biases, to: product(x, weights.qkv, element: precision.element))
    let (q, k, v) = try heads.split(qkv, weights)
    let out = try attention.attend(q, k, v).reshaped([shape.rows, configuration.queryWidth])
    return try added([weights.biases.output], to: product(out, weights.attentionOutput, element: .f32))
  }

  /// W2 of what the activation makes of W1 x, and of W3 x where there is a gate: (R, D) to (R, D).
  private func feedForward(_ x: Value, _ weights: ParameterValues.Block) throws -> Value {
    let halves = configuration.feedForward == .swiglu ? 2 : 1
    // The halves as a dimension of their own: compilers put such parts together in one pass on the way back.
    let biases = [weights.biases.gate, weights.biases.up].compactMap { $0 }
    let gateUp = try added(biases, to: product(x, weights.gateUp, element: precision.element))
      .reshaped([shape.rows, halves, configuration.feedForwardWidth])
    let activated = try ActivationGraph(gateUp, configuration.feedForward).value
    return try added([weights.biases.down], to: product(activated, weights.down, element: .f32))
  }

  private func rotation(in graph: Graph) throws -> RotationValues? {
    guard let frequencies = configuration.rotaryFrequencies else { return nil }
    let all = try RotationValues(
      in: graph, positions: place?.capacity ?? shape.positions, frequencies: frequencies)
    guard let place else { return all }
    return try all.positions(from: place.first, count: shape.positions)
  }
}
