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
  /// `readsInPlace` is whether b may be read where it lies, which decides about the order of additions if b is too large
  /// to be packed whole.
  func gemm(
    into c: UnsafeMutablePointer<Float>, addend: UnsafePointer<Float>?, rows: Int, columns: Int, depth: Int,
    a: Operand, b: Operand, packed: UnsafeMutablePointer<Float>? = nil, readsInPlace: Bool = true,
    limits: GemmPlan.Limits = .init()
  ) {
    guard rows > 0, columns > 0 else { return }
    guard depth > 0 else {
      if let addend { copyUnlessSame(addend, to: c, count: rows * columns) } else { zero(x: c, count: rows * columns) }
      return
    }
    let product = lp_gemm(
      a: a.start, a_row: a.rowStride, a_step: a.step, b: b.start, b_row: b.rowStride, b_step: b.step,
      c: c, addend: addend, c_row: columns, rows: rows, columns: columns, depth: depth, packed: packed, groups: .one,
      upper: 0, column: 0)
    gemm(product, readsInPlace: readsInPlace, limits: limits)
  }

  ///     unless b lies packed already, or can be read where it lies:
  ///     for each part of b that is small enough to be packed whole
  ///       pack it, each task some panels of columns
  ///       multiply, each task a rectangle of c
  ///
  /// The parts follow from the shape alone. The rectangles follow from the number of threads as well, and
  /// may: every element of c is one sequence of multiply-adds along the depth, wherever its tile belongs.
  func gemm(_ product: lp_gemm, readsInPlace: Bool = true, limits: GemmPlan.Limits = .init()) {
    if product.packed != nil || readsInPlace && product.isReadInPlace(kernels) { return multiplyPrepared([product]) }
    let plan = product.plan(kernels, limits)
    let sums = product.groups.sums == nil ? product.farSums(kernels, limits) : 0
    workspaces.borrow(plan.packedCount + sums) { packed in
      var product = product
      product.packed = packed
      if sums > 0 { product.groups.sums = packed + plan.packedCount }
      for n in stride(from: 0, to: product.columns, by: plan.columnsAtOnce) {
        for piece in product.depthGroups.pieces(ofAtMost: plan.depthAtOnce) {
          let part = product.part(piece, columns: n..<min(product.columns, n + plan.columnsAtOnce), kernels)
          pack([part])
          multiplyPrepared([part])
        }
      }
    }
  }

  /// Several products that do not depend on each other, in one round of the threads if each b can be packed whole.
  func gemm(together products: [lp_gemm]) {
    func isReady(_ p: lp_gemm) -> Bool { p.packed != nil || p.isReadInPlace(kernels) }
    var (ready, unpacked) = (products.filter(isReady), products.filter { !isReady($0) })
    let plans = unpacked.map { $0.plan(kernels) }
    guard plans.allSatisfy(\.isWhole) else { return products.forEach { gemm($0) } }
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
    let grids = products.map { GemmGrid($0, threads: team.threadsHere, kernels) }
    let workspace = GemmGrid.workspace(of: zip(grids, products), kernels)
    team.perform(lists: grids.map(\.tasks)) { list, task in
      let (rows, panels) = grids[list][task]
      workspaces.borrow(workspace) { workspace in
        withUnsafePointer(to: products[list]) {
          kernels.gemm_tiles(
            $0, rows.lowerBound, rows.upperBound, panels.lowerBound, panels.upperBound, workspace)
        }
      }
    }
  }
}
