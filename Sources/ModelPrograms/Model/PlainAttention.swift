import StableHLO

/// Attention by products and a softmax in float32. Backward keeps the probabilities alone, in the precision in which they
/// are multiplied with the values.
struct PlainAttention: AttentionGraph {
  /// Positions that each query sees at most, the last ones; nil for all.
  let window: Int?

  func attend(_ q: Value, _ k: Value, _ v: Value) throws -> Value {
    try attend(q, k, v, from: q.graph.constant(0, .i32))
  }

  /// out (B, n, H, K) of queries (B, n, H, K), the first of which stands at position `first` (a scalar i32), to keys and
  /// values (B, C, H, K) of positions from 0 on: each sees its own position and those before.
  func attend(_ q: Value, _ k: Value, _ v: Value, from first: Value) throws -> Value {
    let (k, v) = (try k.repeated(toHeads: q.shape[2]), try v.repeated(toHeads: q.shape[2]))
    let byHead = DotDimensions(batching: ([0, 2], [0, 2]), contracting: ([3], [3]))
    let scores = try q.dot(k, byHead, element: .f32) * (1 / Double(q.shape[3]).squareRoot())
    let places = TensorType(Array(scores.shape[2...]), .i32)
    let queries = try q.graph.iota(places, dimension: 0) + first.broadcast(to: places.shape)
    let keys = try q.graph.iota(places, dimension: 1)
    var isSeen = try queries.compared(.greaterOrEqual, keys)
    if let window {
      let isNear = try (queries - keys).compared(.less, queries.filled(with: Double(window)))
      isSeen = try isSeen.combined(.and, isNear)
    }
    let probabilities = try Self.softmax(scores, isSeen, element: v.element)
    let out = try probabilities.dot(v, DotDimensions(batching: ([0, 1], [0, 2]), contracting: ([3], [1])))
    return try out.transposed([0, 2, 1, 3])
  }

  /// Probabilities (B, H, n, C) of scores, 0 where nothing is seen.
  private static func softmax(_ scores: Value, _ isSeen: Value, element: ElementType) throws -> Value {
    let shape = scores.shape
    let visible = try isSeen.broadcast(to: shape, dimensions: [2, 3])
      .select(scores, scores.filled(with: -ElementType.f32.largest))
    func spread(_ row: Value) throws -> Value { try row.broadcast(to: shape, dimensions: [0, 1, 2]) }
    let exponentials = try (visible - spread(visible.reduced(.maximum, [3]))).applying(.exponential)
    let probabilities = try (exponentials / spread(exponentials.reduced(.sum, [3]))).converted(to: element)
    return try probabilities.differentiated(by: [scores], softmaxGradient)
  }

  /// dx = p · (dp − Σ dp · p): also where a score was hidden, for its probability is 0.
  private static var softmaxGradient: CustomGradient {
    CustomGradient { _, results, gradients in
      guard let dp = try gradients[0]?.converted(to: .f32) else { return [nil] }
      let p = try results[0].converted(to: .f32)
      let inner = try (dp * p).reduced(.sum, [3]).broadcast(to: p.shape, dimensions: [0, 1, 2])
      return [try p * (dp - inner)]
    }
  }
}
