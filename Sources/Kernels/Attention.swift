extension CPUOperations {
  /// The kernel tiles a head of a sequence through the cache.
  package func attentionForward(
    out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>,
    q: UnsafePointer<Float>, k: UnsafePointer<Float>, v: UnsafePointer<Float>, stride: Int,
    batch: Int, positions: Int, heads: Int, headWidth: Int, theta: Float?
  ) {
    let width = heads * headWidth
    let workspace = kernels.attention_workspace(positions, headWidth)
    withRotations(theta, headWidth: headWidth, positions: positions) { rotations in
      forEachHead(of: heads, batch, workspace: workspace) { task, sequence, head, workspace in
        let (row, column) = (sequence * positions, head * headWidth)
        let (to, at) = (row * width + column, row * stride + column)
        kernels.attention_forward(
          out + to, logSumExp + task * positions, q + at, k + at, v + at, rotations, positions, 0, headWidth, stride,
          stride, width, workspace)
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
    let workspace = kernels.attention_backward_workspace(positions, headWidth)
    withRotations(theta, headWidth: headWidth, positions: positions) { rotations in
      forEachHead(of: heads, batch, workspace: workspace) { task, sequence, head, workspace in
        let (row, column) = (sequence * positions, head * headWidth)
        let (from, at) = (row * width + column, row * stride + column)
        kernels.attention_backward(
          dq + at, dk + at, dv + at, dOut + from, out + from, logSumExp + task * positions, q + at, k + at,
          v + at, rotations, positions, headWidth, stride, width, workspace)
      }
    }
  }

  /// A task is a head of a sequence, and has `workspace` floats for itself while it runs.
  private func forEachHead(
    of heads: Int, _ batch: Int, workspace count: Int,
    _ body: (_ task: Int, _ sequence: Int, _ head: Int, _ workspace: UnsafeMutablePointer<Float>) -> Void
  ) {
    team.perform(tasks: batch * heads) { task in
      workspaces.borrow(count) { body(task, task / heads, task % heads, $0) }
    }
  }

  /// Calls `body` with the angles of positions 0 on as the kernels want them; nil without `theta`.
  private func withRotations(
    _ theta: Float?, headWidth: Int, positions: Int, _ body: (UnsafePointer<Float>?) -> Void
  ) {
    let table = theta.map { rotations.table(theta: $0, headWidth: headWidth, positions: positions) }
    withExtendedLifetime(table) { body(table?.cosines(0)) }
  }
}
