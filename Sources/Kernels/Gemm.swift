import CKernels

/// A matrix as it lies in memory: element (i, j) at `start[i · rowStride + j · step]`, one of the two being 1.
struct Operand {
  let start: UnsafePointer<Float>
  let rowStride: Int
  let step: Int

  init(_ start: UnsafePointer<Float>, rowStride: Int, step: Int) {
    self.start = start
    self.rowStride = rowStride
    self.step = step
  }
}

extension CPUOperations {
  /// c (rows, columns) = addend + a (rows, depth) · b (depth, columns); addend may be c, or nil for nothing.
  ///
  ///     unless b lies packed already, or can be read where it lies:
  ///     for each part of b that is small enough to be packed whole
  ///       pack it, each task some panels of columns
  ///       multiply, each task a rectangle of c
  ///
  /// The parts follow from the shape alone. The rectangles follow from the number of threads as well, and
  /// may: every element of c is one sequence of multiply-adds along the depth, wherever its tile belongs.
  func gemm(
    into c: UnsafeMutablePointer<Float>, addend: UnsafePointer<Float>?, rows: Int, columns: Int, depth: Int,
    a: Operand, b: Operand, packed: UnsafeMutablePointer<Float>? = nil, limits: GemmPlan.Limits = .init()
  ) {
    guard rows > 0, columns > 0 else { return }
    guard depth > 0 else {
      if let addend { copyUnlessSame(addend, to: c, count: rows * columns) } else { zero(x: c, count: rows * columns) }
      return
    }
    var product = lp_gemm(
      a: a.start, a_row: a.rowStride, a_step: a.step, b: b.start, b_row: b.rowStride, b_step: b.step,
      c: c, addend: addend, c_row: columns, rows: rows, columns: columns, depth: depth, packed: packed)
    if isReady(product) { return multiplyPrepared([product]) }
    let plan = GemmPlan(columns: columns, depth: depth, tileColumns: kernels.tile_columns, limits: limits)
    workspaces.borrow(plan.packedCount) { packed in
      product.packed = packed
      for n in stride(from: 0, to: columns, by: plan.columnsAtOnce) {
        for k in stride(from: 0, to: depth, by: plan.depthAtOnce) {
          product.a = a.start + k * a.step
          product.b = b.start + k * b.rowStride + n * b.step
          product.c = c + n
          product.addend = k > 0 ? UnsafePointer(c + n) : addend.map { $0 + n }
          product.columns = min(plan.columnsAtOnce, columns - n)
          product.depth = min(plan.depthAtOnce, depth - k)
          pack([product])
          multiplyPrepared([product])
        }
      }
    }
  }

  /// Several products that do not depend on each other, in one round of the threads if each b can be packed whole.
  func gemm(together products: [lp_gemm]) {
    var (ready, unpacked) = (products.filter(isReady), products.filter { !isReady($0) })
    let plans = unpacked.map {
      GemmPlan(columns: $0.columns, depth: $0.depth, tileColumns: kernels.tile_columns, limits: .init())
    }
    guard plans.allSatisfy(\.isWhole) else { return products.forEach(gemm) }
    workspaces.borrow(plans.reduce(0) { $0 + $1.packedCount }) { workspace in
      var place = workspace
      for (i, plan) in plans.enumerated() {
        unpacked[i].packed = place
        place += plan.packedCount
      }
      pack(unpacked)
      ready += unpacked
      multiplyPrepared(ready)
    }
  }

  private func gemm(_ p: lp_gemm) {
    gemm(
      into: p.c, addend: p.addend, rows: p.rows, columns: p.columns, depth: p.depth,
      a: Operand(p.a, rowStride: p.a_row, step: p.a_step), b: Operand(p.b, rowStride: p.b_row, step: p.b_step))
  }

  /// Whether b lies packed, or as tiles can read it.
  private func isReady(_ p: lp_gemm) -> Bool {
    p.packed != nil
      || p.b_step == 1
        && GemmPlan.readsInPlace(
          rows: p.rows, columns: p.columns, depth: p.depth, stride: p.b_row, kernels.tile_columns)
  }

  /// Packs b of each product, a few panels a task.
  func pack(_ products: [lp_gemm]) {
    let grain = 4
    let panels = products.map { ($0.columns + kernels.tile_columns - 1) / kernels.tile_columns }
    team.perform(lists: panels.map { ($0 + grain - 1) / grain }) { list, task in
      withUnsafePointer(to: products[list]) {
        kernels.gemm_pack($0, task * grain, min(panels[list], (task + 1) * grain))
      }
    }
  }

  /// Multiplies with each b packed, or ready as it is.
  func multiplyPrepared(_ products: [lp_gemm]) {
    let grids = products.map {
      GemmGrid(
        rows: $0.rows, columns: $0.columns, tileRows: kernels.tile_rows, tileColumns: kernels.tile_columns,
        threads: team.threadsHere)
    }
    team.perform(lists: grids.map(\.tasks)) { list, task in
      let (rows, panels) = grids[list][task]
      workspaces.borrow(kernels.gemm_workspace()) { workspace in
        withUnsafePointer(to: products[list]) {
          kernels.gemm_tiles(
            $0, rows.lowerBound, rows.upperBound, panels.lowerBound, panels.upperBound, workspace)
        }
      }
    }
  }
}
