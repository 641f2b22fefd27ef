import CKernels

/// A matrix (rows, columns) that a step of Muon moves.
///
/// **Safety.** The pointers lead into memory that whoever made this keeps alive; no two matrices share any.
package struct MuonMatrix: @unchecked Sendable {
  let parameters, momentum: UnsafeMutablePointer<Float>
  let gradients: UnsafePointer<Float>
  /// What its orthogonalised update is multiplied by: the learning rate, scaled as its shape asks for.
  let stepSize: Double
  let newtonSchulz: NewtonSchulz

  package init(
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, momentum: UnsafeMutablePointer<Float>,
    rows: Int, columns: Int, stepSize: Double
  ) {
    (self.parameters, self.gradients, self.momentum) = (parameters, gradients, momentum)
    self.stepSize = stepSize
    newtonSchulz = NewtonSchulz(rows: rows, columns: columns)
  }

  var count: Int { newtonSchulz.rows * newtonSchulz.columns }
}

/// How a step of Muon's matrices is divided among threads.
///
/// While there are matrices enough, each thread takes one after another and needs to wait for nobody; the last, fewer than
/// threads, are computed by all together. No bit depends on it.
struct MuonSchedule {
  /// Places of the matrices, those that take long first: one a task.
  let alone: [Int]
  /// And those that all threads share.
  let shared: [Int]

  init(_ matrices: [NewtonSchulz], threads: Int) {
    let order = matrices.indices.sorted { (matrices[$1].flops, $0) < (matrices[$0].flops, $1) }
    let whole = order.count / threads * threads
    (alone, shared) = (Array(order.prefix(whole)), Array(order.dropFirst(whole)))
  }
}

extension CPUOperations {
  package func muon(
    _ matrices: [MuonMatrix], momentum: Double, keep: Double, isCautious: Bool, gradientScale: Float
  ) {
    let schedule = MuonSchedule(matrices.map(\.newtonSchulz), threads: team.threadsHere)
    func move(_ matrix: MuonMatrix) {
      workspaces.borrow(matrix.newtonSchulz.workspace) { workspace in
        direct(workspace, by: matrix, toward: Float(1 - momentum), gradientScale: gradientScale)
        let update = orthogonalize(matrix.newtonSchulz, workspace: workspace)
        descend(matrix, by: update, keep: Float(keep), isCautious: isCautious)
      }
    }
    team.perform(tasks: schedule.alone.count) { move(matrices[schedule.alone[$0]]) }
    for index in schedule.shared { move(matrices[index]) }
  }

  /// The momentum goes towards the gradient; update becomes Nesterov's.
  private func direct(
    _ update: UnsafeMutablePointer<Float>, by matrix: MuonMatrix, toward: Float, gradientScale: Float
  ) {
    team.perform(over: matrix.count, grain: Self.elementGrain) { range in
      let i = range.lowerBound
      kernels.nesterov(
        update + i, matrix.momentum + i, matrix.gradients + i, range.count, gradientScale, toward)
    }
  }

  private func descend(_ matrix: MuonMatrix, by update: UnsafePointer<Float>, keep: Float, isCautious: Bool) {
    team.perform(over: matrix.count, grain: Self.elementGrain) { range in
      let i = range.lowerBound
      kernels.descend(
        matrix.parameters + i, update + i, range.count, Float(matrix.stepSize), keep, isCautious ? 1 : 0)
    }
  }
}

extension WorkspaceEstimate {
  package func muon(
    _ matrices: [MuonMatrix], momentum: Double, keep: Double, isCautious: Bool, gradientScale: Float
  ) {
    let plans = matrices.map(\.newtonSchulz)
    let schedule = MuonSchedule(plans, threads: threads)
    inTasks(schedule.alone.map { plans[$0] }, borrowing: \.workspace) { orthogonalize($0) }
    for index in schedule.shared { borrow(plans[index].workspace) { orthogonalize(plans[index]) } }
  }

  /// The products of one matrix, one of each shape.
  private func orthogonalize(_ plan: NewtonSchulz) {
    let buffers = plan.buffers(in: FloatBuffer.nowhere)
    product(plan.gram(buffers))
    product(plan.symmetric(buffers.gram, buffers.gram, into: buffers.product))
    product(plan.applied(buffers))
  }
}
