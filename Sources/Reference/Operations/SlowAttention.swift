/// The sizes of one attention call.
package struct AttentionShape: Sendable {
  package var batch, positions, heads, headWidth: Int
  /// Heads of keys and values, each of which heads / keyValueHeads heads of queries share.
  package var keyValueHeads: Int
  /// Keys that a query sees at most, the last ones; nil for all up to its own position.
  package var window: Int?

  package init(
    batch: Int, positions: Int, heads: Int, headWidth: Int, keyValueHeads: Int? = nil, window: Int? = nil
  ) {
    self.batch = batch
    self.positions = positions
    self.heads = heads
    self.headWidth = headWidth
    self.keyValueHeads = keyValueHeads ?? heads
    self.window = window
  }

  /// Numbers of queries, and of what attention gives.
  package var count: Int { batch * positions * heads * headWidth }
  /// Numbers of keys, and of values.
  package var keyValueCount: Int { batch * positions * keyValueHeads * headWidth }

  func offset(_ b: Int, _ t: Int, _ h: Int) -> Int { ((b * positions + t) * heads + h) * headWidth }

  /// Where keys and values of a head of queries lie.
  func sharedOffset(_ b: Int, _ s: Int, _ h: Int) -> Int {
    ((b * positions + s) * keyValueHeads + h / (heads / keyValueHeads)) * headWidth
  }

  /// The positions that a query sees.
  func seen(from t: Int) -> ClosedRange<Int> { max(0, t + 1 - (window ?? t + 1))...t }
}

extension SlowOperations {
  /// out (B, T, H, K) = softmax(q kᵀ / √K, causal) v; logSumExp (B, H, T).
  @_specialize(where T == Double)
  package static func attention<T: BinaryFloatingPoint>(
    q: [T], k: [T], v: [T], shape: AttentionShape
  ) -> (out: [T], logSumExp: [T]) {
    var out = [T](repeating: 0, count: shape.count)
    var logSumExps: [T] = []
    for b in 0..<shape.batch {
      for h in 0..<shape.heads {
        for t in 0..<shape.positions {
          let scores = causalScores(q: q, k: k, shape: shape, b: b, h: h, t: t)
          let total = logSumExp(scores[...])
          logSumExps.append(total)
          for (s, score) in zip(shape.seen(from: t), scores) {
            let p = exponential(score - total)
            for d in 0..<shape.headWidth {
              out[shape.offset(b, t, h) + d] += p * v[shape.sharedOffset(b, s, h) + d]
            }
          }
        }
      }
    }
    return (out, logSumExps)
  }

  /// dq, dk, dv like q, k and v. With p the softmax's output and dp = dOut · v:
  /// dScore = p · (dp − Σ p·dp), taken from the probabilities themselves and not from `out`.
  @_specialize(where T == Double)
  package static func attentionBackward<T: BinaryFloatingPoint>(
    dOut: [T], q: [T], k: [T], v: [T], shape: AttentionShape
  ) -> (dq: [T], dk: [T], dv: [T]) {
    var dq = [T](repeating: 0, count: shape.count)
    var dk = [T](repeating: 0, count: shape.keyValueCount)
    var dv = dk
    let scale = 1 / T(shape.headWidth).squareRoot()
    for b in 0..<shape.batch {
      for h in 0..<shape.heads {
        for t in 0..<shape.positions {
          let scores = causalScores(q: q, k: k, shape: shape, b: b, h: h, t: t)
          let total = logSumExp(scores[...])
          let p = scores.map { exponential($0 - total) }
          let here = shape.offset(b, t, h)
          let places = shape.seen(from: t).map { shape.sharedOffset(b, $0, h) }
          let dp = places.map { there in
            (0..<shape.headWidth).reduce(0) { $0 + dOut[here + $1] * v[there + $1] }
          }
          let mean = zip(p, dp).reduce(0) { $0 + $1.0 * $1.1 }
          for (i, there) in places.enumerated() {
            let dScore = p[i] * (dp[i] - mean) * scale
            for d in 0..<shape.headWidth {
              dq[here + d] += dScore * k[there + d]
              dk[there + d] += dScore * q[here + d]
              dv[there + d] += p[i] * dOut[here + d]
            }
          }
        }
      }
    }
    return (dq, dk, dv)
  }

  /// The scores of the positions that a query sees.
  private static func causalScores<T: BinaryFloatingPoint>(
    q: [T], k: [T], shape: AttentionShape, b: Int, h: Int, t: Int
  ) -> [T] {
    shape.seen(from: t).map { s in
      var score: T = 0
      for d in 0..<shape.headWidth { score += q[shape.offset(b, t, h) + d] * k[shape.sharedOffset(b, s, h) + d] }
      return score / T(shape.headWidth).squareRoot()
    }
  }
}
