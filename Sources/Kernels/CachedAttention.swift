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
        let to = cache.offset(sequence: sequence, head: head) + position * headWidth
        (cache.keys + to).update(from: k + from, count: headWidth)
        (cache.values + to).update(from: v + from, count: headWidth)
      }
    }
  }

  /// A few queries read the cache where it lies; a prompt takes the tiled kernel.
  package func cachedAttention(
    out: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>, stride: Int, cache: KeyValueMemory, batch: Int,
    newPositions: Int, pastPositions: Int, settings: AttentionSettings
  ) {
    if newPositions > 4 {
      return promptAttention(
        out: out, q: q, stride: stride, cache: cache, batch: batch, newPositions: newPositions,
        pastPositions: pastPositions, settings: settings)
    }
    let (width, tasks) = (settings.headWidth, batch * settings.heads)
    // A head of few queries is microseconds of work, and so is dealing it out.
    team.perform(over: tasks, grain: max(1, tasks / (4 * team.threadsHere))) { range in
      workspaces.borrow(pastPositions + newPositions) { workspace in
        for task in range {
          let (sequence, head) = task.quotientAndRemainder(dividingBy: settings.heads)
          let cached = cache.offset(sequence: sequence, head: head / settings.sharing)
          for n in 0..<newPositions {
            let (row, position) = (sequence * newPositions + n, pastPositions + n)
            let first = settings.firstKey(of: position)
            let keys = cached + first * width
            kernels.attention_cached(
              out + row * settings.queryWidth + head * width, q + row * stride + head * width, cache.keys + keys,
              cache.values + keys, position + 1 - first, width, width, workspace)
          }
        }
      }
    }
  }

  /// Many queries in tiles.
  private func promptAttention(
    out: UnsafeMutablePointer<Float>, q: UnsafePointer<Float>, stride: Int, cache: KeyValueMemory, batch: Int,
    newPositions: Int, pastPositions: Int, settings: AttentionSettings
  ) {
    let kernelForm = settings.kernelForm(
      queries: newPositions, past: pastPositions, queryRow: stride, keyValueRow: settings.headWidth)
    let workspace = kernels.attention_workspace(pastPositions + newPositions, settings.headWidth)
    withUnsafePointer(to: kernelForm) { kernelForm in
      team.perform(tasks: batch * settings.keyValueHeads) { task in
        let (sequence, head) = task.quotientAndRemainder(dividingBy: settings.keyValueHeads)
        let (row, column) = (sequence * newPositions, head * settings.sharing * settings.headWidth)
        let cached = cache.offset(sequence: sequence, head: head)
        workspaces.borrow(workspace) { workspace in
          kernels.attention_forward(
            out + row * settings.queryWidth + column, nil, q + row * stride + column, cache.keys + cached,
            cache.values + cached, kernelForm, workspace)
        }
      }
    }
  }
}

/// Keys and values of some sequences: two arrays (B, H, capacity, K), so that a head's rows are read in one run. H counts
/// heads of keys and values.
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
  /// Where the rows of a head begin.
  func offset(sequence: Int, head: Int) -> Int { (sequence * heads + head) * capacity * headWidth }
}
