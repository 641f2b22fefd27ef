/// Attention over a cache of keys and values, and filling it.
extension CPUOperations {
  package func appendToCache(
    _ cache: KeyValueMemory, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int, batch: Int,
    newPositions: Int, pastPositions: Int
  ) {
    let (heads, headWidth) = (cache.heads, cache.headWidth)
    for row in 0..<batch * newPositions {
      let (sequence, position) = (row / newPositions, pastPositions + row % newPositions)
      for head in 0..<heads {
        let from = row * stride + head * headWidth
        let to = ((sequence * heads + head) * cache.capacity + position) * headWidth
        (cache.keys + to).update(from: k + from, count: headWidth)
        (cache.values + to).update(from: v + from, count: headWidth)
      }
    }
  }

  /// A few queries read the cache where it lies; a prompt takes the tiled kernel.
  package func cachedAttention(
    out: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>, stride: Int, cache: KeyValueMemory, batch: Int,
    newPositions: Int, pastPositions: Int
  ) {
    let (heads, headWidth) = (cache.heads, cache.headWidth)
    let (width, tasks) = (heads * headWidth, batch * heads)
    let positions = pastPositions + newPositions
    /// Where a head's rows of q, of out and of the cache begin.
    func places(_ task: Int) -> (q: Int, out: Int, cached: Int) {
      let (row, column) = (task / heads * newPositions, task % heads * headWidth)
      return (row * stride + column, row * width + column, task * cache.capacity * headWidth)
    }
    guard newPositions <= 4 else {
      return team.perform(tasks: tasks) { task in
        let place = places(task)
        workspaces.borrow(kernels.attention_workspace(positions, headWidth)) { workspace in
          kernels.attention_forward(
            out + place.out, nil, q + place.q, cache.keys + place.cached, cache.values + place.cached, nil,
            newPositions, pastPositions, headWidth, stride, headWidth, width, workspace)
        }
      }
    }
    // A head of few queries is microseconds of work, and so is dealing it out.
    team.perform(over: tasks, grain: max(1, tasks / (4 * team.threadsHere))) { range in
      workspaces.borrow(positions) { workspace in
        for task in range {
          let place = places(task)
          for n in 0..<newPositions {
            kernels.attention_cached(
              out + place.out + n * width, q + place.q + n * stride, cache.keys + place.cached,
              cache.values + place.cached, pastPositions + n + 1, headWidth, headWidth, workspace)
          }
        }
      }
    }
  }
}

/// Keys and values of some sequences: two arrays (B, H, capacity, K), so that a head's rows are read in one run.
package struct KeyValueMemory: @unchecked Sendable {
  package let keys: UnsafeMutablePointer<Float>
  package let values: UnsafeMutablePointer<Float>
  /// Positions in each sequence.
  package let capacity: Int
  package let heads, headWidth: Int

  package init(
    keys: UnsafeMutablePointer<Float>, values: UnsafeMutablePointer<Float>, capacity: Int, heads: Int, headWidth: Int
  ) {
    (self.keys, self.values) = (keys, values)
    (self.capacity, self.heads, self.headWidth) = (capacity, heads, headWidth)
  }
}
