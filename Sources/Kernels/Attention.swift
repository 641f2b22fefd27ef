extension CPUOperations {
  /// A task is a head of a sequence; the kernel tiles it through the cache.
  package func attentionForward(
    out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int,
    batch: Int, positions: Int, heads: Int, headWidth: Int, theta: Float?
  ) {
    let width = heads * headWidth
    withTurns(theta, headWidth: headWidth, positions: positions) { turns in
      team.perform(tasks: batch * heads) { task in
        let (row, column) = (task / heads * positions, task % heads * headWidth)
        let (to, at) = (row * width + column, row * stride + column)
        scratch.borrow(kernels.attention_scratch(positions, headWidth)) { scratch in
          kernels.attention_forward(
            out + to, logSumExp + task * positions, q + at, k + at, v + at, turns, positions, 0, headWidth, stride,
            stride, width, scratch)
        }
      }
    }
  }

  package func attentionBackward(
    dq: UnsafeMutablePointer<Float>, dk: UnsafeMutablePointer<Float>, dv: UnsafeMutablePointer<Float>,
    dOut: UnsafePointer<Float>, out: UnsafePointer<Float>, logSumExp: UnsafePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int,
    batch: Int, positions: Int, heads: Int, headWidth: Int, theta: Float?
  ) {
    let width = heads * headWidth
    withTurns(theta, headWidth: headWidth, positions: positions) { turns in
      team.perform(tasks: batch * heads) { task in
        let (row, column) = (task / heads * positions, task % heads * headWidth)
        let (from, at) = (row * width + column, row * stride + column)
        scratch.borrow(kernels.attention_backward_scratch(positions, headWidth)) { scratch in
          kernels.attention_backward(
            dq + at, dk + at, dv + at, dOut + from, out + from, logSumExp + task * positions, q + at, k + at,
            v + at, turns, positions, headWidth, stride, width, scratch)
        }
      }
    }
  }

  /// Calls `body` with the angles of positions 0 on as the kernels want them; nil without `theta`.
  private func withTurns(
    _ theta: Float?, headWidth: Int, positions: Int, _ body: (UnsafePointer<Float>?) -> Void
  ) {
    let table = theta.map { rotations.table(theta: $0, headWidth: headWidth, positions: positions) }
    withExtendedLifetime(table) { body(table?.cosines(0)) }
  }

  /// A few queries read the cache where it lies; a prompt takes the tiled kernel.
  package func cachedAttention(
    out: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>,
    keyCache: UnsafePointer<Float>, valueCache: UnsafePointer<Float>,
    batch: Int, newPositions: Int, pastPositions: Int, capacity: Int, heads: Int, headWidth: Int
  ) {
    let (width, tasks) = (heads * headWidth, batch * heads)
    let positions = pastPositions + newPositions
    /// Where a head's rows of q and out begin, and those of the caches.
    func places(_ task: Int) -> (new: Int, cached: Int) {
      (task / heads * newPositions * width + task % heads * headWidth, task * capacity * headWidth)
    }
    guard newPositions <= 4 else {
      return team.perform(tasks: tasks) { task in
        let (new, cached) = places(task)
        scratch.borrow(kernels.attention_scratch(positions, headWidth)) { scratch in
          kernels.attention_forward(
            out + new, nil, q + new, keyCache + cached, valueCache + cached, nil, newPositions, pastPositions,
            headWidth, width, headWidth, width, scratch)
        }
      }
    }
    // A head of few queries is microseconds of work, and so is dealing it out.
    team.perform(over: tasks, grain: max(1, tasks / (4 * team.threadsHere))) { range in
      scratch.borrow(positions) { scratch in
        for task in range {
          let (new, cached) = places(task)
          for n in 0..<newPositions {
            kernels.attention_cached(
              out + new + n * width, q + new + n * width, keyCache + cached, valueCache + cached,
              pastPositions + n + 1, headWidth, headWidth, scratch)
          }
        }
      }
    }
  }
}
