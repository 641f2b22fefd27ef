/// The sizes of one attention call.
package struct AttentionShape: Sendable {
  package var batch, positions, heads, headWidth: Int

  package init(batch: Int, positions: Int, heads: Int, headWidth: Int) {
    self.batch = batch
    self.positions = positions
    self.heads = heads
    self.headWidth = headWidth
  }

  package var count: Int { batch * positions * heads * headWidth }

  func offset(_ b: Int, _ t: Int, _ h: Int) -> Int { ((b * positions + t) * heads + h) * headWidth }
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
          for (s, score) in scores.enumerated() {
            let p = exponential(score - total)
            for d in 0..<shape.headWidth {
              out[shape.offset(b, t, h) + d] += p * v[shape.offset(b, s, h) + d]
            }
          }
        }
      }
    }
    return (out, logSumExps)
  }

  /// dq, dk, dv (B, T, H, K). With p the softmax's output and dp = dOut · v:
  /// dScore = p · (dp − Σ p·dp), taken from the probabilities themselves and not from `out`.
  @_specialize(where T == Double)
  package static func attentionBackward<T: BinaryFloatingPoint>(
    dOut: [T], q: [T], k: [T], v: [T], shape: AttentionShape
  ) -> (dq: [T], dk: [T], dv: [T]) {
    var dq = [T](repeating: 0, count: shape.count)
    var dk = dq
    var dv = dq
    let scale = 1 / T(shape.headWidth).squareRoot()
    for b in 0..<shape.batch {
      for h in 0..<shape.heads {
        for t in 0..<shape.positions {
          let scores = causalScores(q: q, k: k, shape: shape, b: b, h: h, t: t)
          let total = logSumExp(scores[...])
          let p = scores.map { exponential($0 - total) }
          let here = shape.offset(b, t, h)
          var dp = [T](repeating: 0, count: t + 1)
          for s in 0...t {
            for d in 0..<shape.headWidth { dp[s] += dOut[here + d] * v[shape.offset(b, s, h) + d] }
          }
          let mean = zip(p, dp).reduce(0) { $0 + $1.0 * $1.1 }
          for s in 0...t {
            let dScore = p[s] * (dp[s] - mean) * scale
            let there = shape.offset(b, s, h)
            for d in 0..<shape.headWidth {
              dq[here + d] += dScore * k[there + d]
              dk[there + d] += dScore * q[here + d]
              dv[there + d] += p[s] * dOut[here + d]
            }
          }
        }
      }
    }
    return (dq, dk, dv)
  }

  private static func causalScores<T: BinaryFloatingPoint>(
    q: [T], k: [T], shape: AttentionShape, b: Int, h: Int, t: Int
  ) -> [T] {
    (0...t).map { s in
      var score: T = 0
      for d in 0..<shape.headWidth { score += q[shape.offset(b, t, h) + d] * k[shape.offset(b, s, h) + d] }
      return score / T(shape.headWidth).squareRoot()
    }
  }
}
