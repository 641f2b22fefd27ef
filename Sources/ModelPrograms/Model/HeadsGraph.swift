import StableHLO
import Transformer

/// Queries, keys and values of one block after another, as attention reads them.
struct HeadsGraph {
  private let configuration: ModelConfiguration
  private let shape: BatchShape
  private let rotation: RotationValues?
  /// Those of the first block, float32.
  private var firstValues: Value?

  init(_ configuration: ModelConfiguration, _ shape: BatchShape, rotation: RotationValues?) {
    (self.configuration, self.shape, self.rotation) = (configuration, shape, rotation)
  }

  /// q (B, T, H, K), k and v with their own number of heads, of qkv (R, queries' and 2 keys' widths): queries and keys normed and
  /// rotated, values moved toward those of the first block.
  mutating func split(_ qkv: Value, _ weights: ParameterValues.Block) throws -> (q: Value, k: Value, v: Value) {
    var (q, k, v) = try parts(qkv)
    if let gains = weights.headGains { (q, k) = (try normed(q, gains.query), try normed(k, gains.key)) }
    if let rotation { (q, k) = (try rotation.rotated(q), try rotation.rotated(k)) }
    if configuration.valueResidual { v = try mixed(v, weights.valueResidual) }
    return (q, k, v)
  }

  private func parts(_ qkv: Value) throws -> (Value, Value, Value) {
    let (heads, shared, width) = (configuration.heads, configuration.sharedHeads, configuration.headWidth)
    guard shared < heads else {
      let whole = try qkv.reshaped([shape.batch, shape.positions, 3, heads, width])
      func part(_ index: Int) throws -> Value {
        try whole.sliced(index..<index + 1, dimension: 2).reshaped([shape.batch, shape.positions, heads, width])
      }
      return (try part(0), try part(1), try part(2))
    }
    func part(_ first: Int, _ count: Int) throws -> Value {
      try qkv.sliced(first * width..<(first + count) * width, dimension: 1)
        .reshaped([shape.batch, shape.positions, count, width])
    }
    return (try part(0, heads), try part(heads, shared), try part(heads + shared, shared))
  }

  /// x (B, T, h, K): each head · 1/√(mean of its squares + ε) · gain (K).
  private func normed(_ x: Value, _ gain: Value) throws -> Value {
    let wide = try x.converted(to: .f32)
    let meanSquare = try (wide * wide).reduced(.sum, [3]) * (1 / Double(configuration.headWidth))
    let inverse = try (meanSquare + configuration.normEpsilon).applying(.rsqrt)
    let normed = try wide * inverse.broadcast(to: x.shape, dimensions: [0, 1, 2])
    return try (normed * gain.broadcast(to: x.shape, dimensions: [3])).converted(to: x.element)
  }

  /// v + by · (first values − v); the first block's own, which are kept, without `by`.
  private mutating func mixed(_ v: Value, _ by: Value?) throws -> Value {
    let wide = try v.converted(to: .f32)
    guard let by, let firstValues else {
      firstValues = wide
      return v
    }
    let share = try by.reshaped([]).broadcast(to: v.shape)
    return try (wide + share * (firstValues - wide)).converted(to: v.element)
  }
}
