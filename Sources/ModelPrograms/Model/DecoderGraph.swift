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
    let embedded = try parameters.embedding.rows(at: ids)
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

  /// x (R, D) · 1/√(mean(x²) + ε) · gain (D); x itself without a gain.
  func normed(_ x: Value, _ gain: Value?) throws -> Value {
    guard let gain else { return x }
    let meanSquare = try (x * x).reduced(.sum, [1]) * (1 / Double(configuration.width))
    let inverse = try (meanSquare + configuration.normEpsilon).applying(.rsqrt)
    return try x * inverse.broadcast(to: x.shape, dimensions: [0]) * gain.broadcast(to: x.shape, dimensions: [1])
  }

  /// y (R, O) = x (R, I) · weight (O, I)ᵀ, of given elements.
  func product(_ x: Value, _ weight: Value, element: ElementType) throws -> Value {
    try x.converted(to: precision.element).dot(
      weight.converted(to: precision.element), DotDimensions(contracting: ([1], [1])), element: element)
  }

  /// Attention of all heads and the output projection: (R, D) to (R, D).
  private func attend(_ x: Value, _ weights: ParameterValues.Block, _ heads: inout HeadsGraph) throws -> Value {
    let (q, k, v) = try heads.split(product(x, weights.qkv, element: precision.element), weights)
    let out = try attention.attend(q, k, v).reshaped([shape.rows, configuration.width])
    return try product(out, weights.attentionOutput, element: .f32)
  }

  /// W2 of what the activation makes of W1 x, and of W3 x where there is a gate: (R, D) to (R, D).
  private func feedForward(_ x: Value, _ weights: ParameterValues.Block) throws -> Value {
    let halves = configuration.feedForward == .swiglu ? 2 : 1
    // The halves as a dimension of their own: compilers put such parts together in one pass on the way back.
    let gateUp = try product(x, weights.gateUp, element: precision.element)
      .reshaped([shape.rows, halves, configuration.feedForwardWidth])
    return try product(ActivationGraph(gateUp, configuration.feedForward).value, weights.down, element: .f32)
  }

  private func rotation(in graph: Graph) throws -> RotationValues? {
    guard configuration.position == .rope else { return nil }
    let all = try RotationValues(
      in: graph, positions: place?.capacity ?? shape.positions, headWidth: configuration.headWidth,
      theta: configuration.ropeTheta)
    guard let place else { return all }
    return try all.positions(from: place.first, count: shape.positions)
  }
}
