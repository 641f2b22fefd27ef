extension CPUOperations {
  /// A task is a head of a sequence; the kernel tiles it through the cache.
  package func attentionForward(
    out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>,
    batch: Int, positions: Int, heads: Int, headWidth: Int
  ) {
    let width = heads * headWidth
    team.perform(tasks: batch * heads) { task in
      let at = task / heads * positions * width + task % heads * headWidth
      scratch.borrow(kernels.attention_scratch(positions, headWidth)) { scratch in
        kernels.attention_forward(
          out + at, logSumExp + task * positions, q + at, k + at, v + at, positions, 0, headWidth, width, scratch)
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
    team.perform(tasks: batch * heads) { task in
      let at = task / heads * positions * width + task % heads * headWidth
      scratch.borrow(kernels.attention_backward_scratch(positions, headWidth)) { scratch in
        kernels.attention_backward(
          dq + at, dk + at, dv + at, dOut + at, out + at, logSumExp + task * positions, q + at, k + at, v + at,
          positions, headWidth, width, scratch)
      }
    }
  }

  /// A few queries read the cache where it lies; a prompt takes the tiled kernel.
  package func cachedAttention(
    out: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>,
    keyCache: UnsafePointer<Float>, valueCache: UnsafePointer<Float>,
    batch: Int, newPositions: Int, pastPositions: Int, capacity: Int, heads: Int, headWidth: Int
  ) {
    let width = heads * headWidth
    let positions = pastPositions + newPositions
    team.perform(tasks: batch * heads) { task in
      let (b, h) = (task / heads, task % heads)
      let new = b * newPositions * width + h * headWidth
      let keys = keyCache + b * capacity * width + h * headWidth
      let values = valueCache + b * capacity * width + h * headWidth
      if newPositions > 4 {
        scratch.borrow(kernels.attention_scratch(positions, headWidth)) { scratch in
          kernels.attention_forward(
            out + new, nil, q + new, keys, values, newPositions, pastPositions, headWidth, width, scratch)
        }
      } else {
        scratch.borrow(positions) { scratch in
          for n in 0..<newPositions {
            let at = new + n * width
            kernels.attention_cached(
              out + at, q + at, keys, values, pastPositions + n + 1, headWidth, width, scratch)
          }
        }
      }
    }
  }
}
