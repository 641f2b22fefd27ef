import CKernels

extension CPUOperations {
  /// The kernel tiles a head of keys and values of a sequence, with the queries that share it, through the cache.
  package func attentionForward(
    out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int,
    batch: Int, positions: Int, settings: AttentionSettings, gains: HeadGains?
  ) {
    let workspace = kernels.attention_workspace(positions, settings.headWidth)
    withKernelForm(settings, positions: positions, stride: stride, gains) { kernelForm in
      forEachHead(of: settings, batch, positions: positions, stride: stride, workspace: workspace) { head, workspace in
        kernels.attention_forward(
          out + head.out, logSumExp + head.sums, q + head.query, k + head.key, v + head.key, kernelForm, workspace)
      }
    }
  }

  package func attentionBackward(
    dq: UnsafeMutablePointer<Float>, dk: UnsafeMutablePointer<Float>, dv: UnsafeMutablePointer<Float>,
    dGains: HeadGainGradients?, dOut: UnsafePointer<Float>, out: UnsafePointer<Float>,
    logSumExp: UnsafePointer<Float>, q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>,
    stride: Int, batch: Int, positions: Int, settings: AttentionSettings, gains: HeadGains?, groups: Int
  ) {
    let workspace = kernels.attention_backward_workspace(positions, settings.headWidth)
    let width = 2 * settings.headWidth
    let tasks = batch * settings.keyValueHeads
    withKernelForm(settings, positions: positions, stride: stride, gains) { kernelForm in
      withShares(gains == nil ? 0 : tasks * width) { shares in
        forEachHead(of: settings, batch, positions: positions, stride: stride, workspace: workspace) {
          head, workspace in
          let share = shares.map { $0 + head.task * width }
          share?.update(repeating: 0, count: width)
          kernels.attention_backward(
            dq + head.query, dk + head.key, dv + head.key, share, dOut + head.out, out + head.out,
            logSumExp + head.sums, q + head.query, k + head.key, v + head.key, kernelForm, workspace)
        }
        guard let dGains, let shares else { return }
        addShares(shares, count: tasks, width: width, groups: groups)
        kernels.add(dGains.query, dGains.query, shares, settings.headWidth)
        kernels.add(dGains.key, dGains.key, shares + settings.headWidth, settings.headWidth)
      }
    }
  }

  /// Memory for so many floats; none for none.
  private func withShares(_ count: Int, _ body: (UnsafeMutablePointer<Float>?) -> Void) {
    if count == 0 { body(nil) } else { workspaces.borrow(count) { body($0) } }
  }

  package func normHeads(
    x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, heads: Int, headWidth: Int, gain: UnsafePointer<Float>,
    epsilon: Float
  ) {
    team.perform(over: rows, grain: 64) { range in
      for head in 0..<heads {
        kernels.norm_rows(
          x + range.lowerBound * stride + head * headWidth, stride, range.count, headWidth, gain, epsilon, 1)
      }
    }
  }

  /// Where a head of keys and values of a sequence begins, and the heads of queries that share it.
  private struct HeadPlace {
    let task: Int
    let query, key, out: Int
    let sums: Int

    init(_ task: Int, _ settings: AttentionSettings, positions: Int, stride: Int) {
      let (sequence, head) = task.quotientAndRemainder(dividingBy: settings.keyValueHeads)
      let (row, column) = (sequence * positions, head * settings.sharing * settings.headWidth)
      self.task = task
      (query, key) = (row * stride + column, row * stride + head * settings.headWidth)
      out = row * settings.queryWidth + column
      sums = task * settings.sharing * positions
    }
  }

  /// A task is a head of keys and values of a sequence, and has `workspace` floats for itself while it runs.
  private func forEachHead(
    of settings: AttentionSettings, _ batch: Int, positions: Int, stride: Int, workspace count: Int,
    _ body: (_ head: HeadPlace, _ workspace: UnsafeMutablePointer<Float>) -> Void
  ) {
    team.perform(tasks: batch * settings.keyValueHeads) { task in
      workspaces.borrow(count) { body(HeadPlace(task, settings, positions: positions, stride: stride), $0) }
    }
  }

  /// Calls `body` with the settings as kernels want them, with the angles of positions 0 on.
  private func withKernelForm(
    _ settings: AttentionSettings, positions: Int, stride: Int, _ gains: HeadGains?,
    _ body: (UnsafePointer<lp_attention>) -> Void
  ) {
    let table = settings.rotation.map { rotations.table($0, headWidth: settings.headWidth, positions: positions) }
    withExtendedLifetime(table) {
      let kernelForm = settings.kernelForm(
        queries: positions, queryRow: stride, keyValueRow: stride, rotations: table?.cosines(0), gains: gains)
      withUnsafePointer(to: kernelForm, body)
    }
  }
}
