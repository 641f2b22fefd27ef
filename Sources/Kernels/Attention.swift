#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension CPUOperations {
  package func attentionForward(
    out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>,
    batch: Int, positions: Int, heads: Int, headWidth: Int
  ) {
    let width = heads * headWidth
    team.perform(tasks: batch * heads) { task in
      let base = task / heads * positions * width + task % heads * headWidth
      for t in 0..<positions {
        let o = base + t * width
        logSumExp[task * positions + t] = attendOne(
          out + o, q + o, k + base, v + base, keys: t + 1, stride: width, headWidth: headWidth)
      }
    }
  }

  package func attentionBackward(
    dq: UnsafeMutablePointer<Float>, dk: UnsafeMutablePointer<Float>, dv: UnsafeMutablePointer<Float>,
    dOut: UnsafePointer<Float>, out: UnsafePointer<Float>, logSumExp: UnsafePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>,
    batch: Int, positions: Int, heads: Int, headWidth: Int
  ) {
    let width = heads * headWidth
    let scale = 1 / Float(headWidth).squareRoot()
    team.perform(tasks: batch * heads) { task in
      let base = task / heads * positions * width + task % heads * headWidth
      for t in 0..<positions {
        for d in 0..<headWidth {
          dq[base + t * width + d] = 0
          dk[base + t * width + d] = 0
          dv[base + t * width + d] = 0
        }
      }
      for t in 0..<positions {
        let qt = base + t * width
        var delta: Float = 0
        for d in 0..<headWidth { delta += dOut[qt + d] * out[qt + d] }
        for s in 0...t {
          let ks = base + s * width
          var score: Float = 0
          var dP: Float = 0
          for d in 0..<headWidth {
            score += q[qt + d] * k[ks + d]
            dP += dOut[qt + d] * v[ks + d]
          }
          let p = exp(score * scale - logSumExp[task * positions + t])
          let dScore = p * (dP - delta) * scale
          for d in 0..<headWidth {
            dv[ks + d] += p * dOut[qt + d]
            dq[qt + d] += dScore * k[ks + d]
            dk[ks + d] += dScore * q[qt + d]
          }
        }
      }
    }
  }

  package func cachedAttention(
    out: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>,
    keyCache: UnsafePointer<Float>, valueCache: UnsafePointer<Float>,
    batch: Int, newPositions: Int, pastPositions: Int, capacity: Int, heads: Int, headWidth: Int
  ) {
    let width = heads * headWidth
    team.perform(tasks: batch * heads) { task in
      let (b, h) = (task / heads, task % heads)
      let cache = b * capacity * width + h * headWidth
      for n in 0..<newPositions {
        let row = (b * newPositions + n) * width + h * headWidth
        _ = attendOne(
          out + row, q + row, keyCache + cache, valueCache + cache,
          keys: pastPositions + n + 1, stride: width, headWidth: headWidth)
      }
    }
  }
}

private func attendOne(
  _ out: UnsafeMutablePointer<Float>, _ q: UnsafePointer<Float>, _ k: UnsafePointer<Float>,
  _ v: UnsafePointer<Float>, keys: Int, stride: Int, headWidth: Int
) -> Float {
  let scale = 1 / Float(headWidth).squareRoot()
  var scores = [Float](repeating: 0, count: keys)
  var top = -Float.infinity
  for s in 0..<keys {
    var score: Float = 0
    for d in 0..<headWidth { score += q[d] * k[s * stride + d] }
    scores[s] = score * scale
    top = Swift.max(top, scores[s])
  }
  for d in 0..<headWidth { out[d] = 0 }
  var total: Float = 0
  for s in 0..<keys {
    let p = exp(scores[s] - top)
    total += p
    for d in 0..<headWidth { out[d] += p * v[s * stride + d] }
  }
  for d in 0..<headWidth { out[d] /= total }
  return top + log(total)
}
