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
  /// c (rows, columns) = or += a (rows, depth) · b (depth, columns).
  ///
  ///     for each piece of b that is small enough to be packed whole
  ///       pack it, each task some panels of columns
  ///       multiply, each task a rectangle of c
  ///
  /// The pieces follow from the shape alone. The rectangles follow from the number of threads as well, and
  /// may: every element of c is one sequence of multiply-adds along the depth, wherever its tile belongs.
  func multiply(
    into c: UnsafeMutablePointer<Float>, rows: Int, columns: Int, depth: Int, accumulate: Bool,
    a: Operand, b: Operand
  ) {
    guard rows > 0, columns > 0 else { return }
    let plan = ProductPlan(columns: columns, depth: depth, tileColumns: kernels.tile_columns)
    scratch.borrow(plan.packedCount) { packed in
      for n in stride(from: 0, to: columns, by: plan.columnsAtOnce) {
        for k in stride(from: 0, to: max(depth, 1), by: plan.depthAtOnce) {
          let product = lp_product(
            a: a.start + k * a.step, a_row: a.rowStride, a_step: a.step,
            b: b.start + k * b.rowStride + n * b.step, b_row: b.rowStride, b_step: b.step,
            c: c + n, c_row: columns,
            rows: rows, columns: min(plan.columnsAtOnce, columns - n), depth: min(plan.depthAtOnce, depth - k),
            accumulate: accumulate || k > 0 ? 1 : 0, packed: packed)
          pack(product)
          multiplyPacked(product)
        }
      }
    }
  }

  /// Packs b, a few panels a task.
  func pack(_ product: lp_product) {
    let panels = (product.columns + kernels.tile_columns - 1) / kernels.tile_columns
    withUnsafePointer(to: product) { product in
      team.perform(over: panels, grain: 4) { kernels.product_pack(product, $0.lowerBound, $0.upperBound) }
    }
  }

  /// Multiplies with b packed.
  func multiplyPacked(_ product: lp_product) {
    let grid = ProductGrid(
      rows: product.rows, columns: product.columns, tileRows: kernels.tile_rows,
      tileColumns: kernels.tile_columns, threads: team.threads)
    withUnsafePointer(to: product) { product in
      team.perform(tasks: grid.tasks) { task in
        let (rows, panels) = grid[task]
        scratch.borrow(kernels.product_scratch(rows.count)) { scratch in
          kernels.product_tiles(
            product, rows.lowerBound, rows.upperBound, panels.lowerBound, panels.upperBound, scratch)
        }
      }
    }
  }
}

/// How much of b is packed at a time: about 8 MiB, in whole slices of the depth.
struct ProductPlan {
  let columnsAtOnce: Int
  let depthAtOnce: Int
  let packedCount: Int

  init(columns: Int, depth: Int, tileColumns: Int) {
    let budget = 2 << 20
    let leastDepth = min(max(depth, 1), 512)
    columnsAtOnce = min(columns, max(tileColumns, budget / leastDepth / tileColumns * tileColumns))
    let width = (columnsAtOnce + tileColumns - 1) / tileColumns * tileColumns
    depthAtOnce = min(max(depth, 1), max(512, budget / width / 256 * 256))
    packedCount = width * depthAtOnce
  }
}

/// How c is cut into tasks: rectangles of whole tiles, at least a few for each thread, of at most about 224
/// rows so that a task's slice of a stays in its second-level cache.
struct ProductGrid {
  private let rows, rowsAtOnce, rowTasks, panels, panelsAtOnce: Int
  let tasks: Int

  init(rows: Int, columns: Int, tileRows: Int, tileColumns: Int, threads: Int) {
    let rowTiles = (rows + tileRows - 1) / tileRows
    let panels = (columns + tileColumns - 1) / tileColumns
    let wanted = threads == 1 ? 1 : threads * 8
    let fewest = (rowTiles * tileRows + 223) / 224
    let rowTasks = min(rowTiles, max(fewest, min(wanted, rowTiles / 4)))
    let tilesAtOnce = (rowTiles + rowTasks - 1) / rowTasks
    let panelTasks = min(panels, (wanted + rowTasks - 1) / rowTasks)
    self.rows = rows
    self.panels = panels
    rowsAtOnce = tilesAtOnce * tileRows
    self.rowTasks = (rows + rowsAtOnce - 1) / rowsAtOnce
    panelsAtOnce = (panels + panelTasks - 1) / panelTasks
    tasks = self.rowTasks * ((panels + panelsAtOnce - 1) / panelsAtOnce)
  }

  /// The rows and panels of a task.
  subscript(task: Int) -> (rows: Range<Int>, panels: Range<Int>) {
    let row = task % rowTasks * rowsAtOnce
    let panel = task / rowTasks * panelsAtOnce
    return (row..<min(rows, row + rowsAtOnce), panel..<min(panels, panel + panelsAtOnce))
  }
}
