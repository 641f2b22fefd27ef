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
  /// c (rows, columns) = onto + a (rows, depth) · b (depth, columns); onto may be c, or nil for nothing.
  ///
  ///     unless b lies packed already, or can be read where it lies:
  ///     for each piece of b that is small enough to be packed whole
  ///       pack it, each task some panels of columns
  ///       multiply, each task a rectangle of c
  ///
  /// The pieces follow from the shape alone. The rectangles follow from the number of threads as well, and
  /// may: every element of c is one sequence of multiply-adds along the depth, wherever its tile belongs.
  func multiply(
    into c: UnsafeMutablePointer<Float>, onto: UnsafePointer<Float>?, rows: Int, columns: Int, depth: Int,
    a: Operand, b: Operand, packed: UnsafeMutablePointer<Float>? = nil, limits: ProductPlan.Limits = .init()
  ) {
    guard rows > 0, columns > 0 else { return }
    guard depth > 0 else {
      if let onto { copy(onto, to: c, count: rows * columns) } else { zero(x: c, count: rows * columns) }
      return
    }
    var product = lp_product(
      a: a.start, a_row: a.rowStride, a_step: a.step, b: b.start, b_row: b.rowStride, b_step: b.step,
      c: c, onto: onto, c_row: columns, rows: rows, columns: columns, depth: depth, packed: packed)
    let tileColumns = kernels.tile_columns
    let isReady =
      packed != nil
      || b.step == 1
        && ProductPlan.readsInPlace(
          rows: rows, columns: columns, depth: depth, stride: b.rowStride, tileColumns)
    if isReady { return multiplyPrepared(product) }
    let plan = ProductPlan(columns: columns, depth: depth, tileColumns: tileColumns, limits: limits)
    scratch.borrow(plan.packedCount) { packed in
      product.packed = packed
      for n in stride(from: 0, to: columns, by: plan.columnsAtOnce) {
        for k in stride(from: 0, to: depth, by: plan.depthAtOnce) {
          product.a = a.start + k * a.step
          product.b = b.start + k * b.rowStride + n * b.step
          product.c = c + n
          product.onto = k > 0 ? UnsafePointer(c + n) : onto.map { $0 + n }
          product.columns = min(plan.columnsAtOnce, columns - n)
          product.depth = min(plan.depthAtOnce, depth - k)
          pack([product])
          multiplyPrepared(product)
        }
      }
    }
  }

  /// Packs b of each product, a few panels a task.
  func pack(_ products: [lp_product]) {
    let grain = 4
    let tasks = products.map { ($0.columns + grain * kernels.tile_columns - 1) / (grain * kernels.tile_columns) }
    team.perform(tasks: tasks.reduce(0, +)) { task in
      var (which, first) = (0, task)
      while first >= tasks[which] { (which, first) = (which + 1, first - tasks[which]) }
      let panels = (products[which].columns + kernels.tile_columns - 1) / kernels.tile_columns
      withUnsafePointer(to: products[which]) {
        kernels.product_pack($0, first * grain, min(panels, (first + 1) * grain))
      }
    }
  }

  /// Multiplies with b packed, or ready as it is.
  func multiplyPrepared(_ product: lp_product) {
    let grid = ProductGrid(
      rows: product.rows, columns: product.columns, tileRows: kernels.tile_rows,
      tileColumns: kernels.tile_columns, threads: team.threadsHere)
    withUnsafePointer(to: product) { product in
      team.perform(tasks: grid.tasks) { task in
        let (rows, panels) = grid[task]
        scratch.borrow(kernels.product_scratch()) { scratch in
          kernels.product_tiles(
            product, rows.lowerBound, rows.upperBound, panels.lowerBound, panels.upperBound, scratch)
        }
      }
    }
  }
}

/// How much of b is packed at a time.
///
/// About 8 MiB: every further piece means going over c again, and the threads wait for each other twice.
struct ProductPlan {
  /// In floats: how much of b is packed at once.
  struct Limits {
    var packed = 2 << 20
  }

  let columnsAtOnce: Int
  let depthAtOnce: Int
  let packedCount: Int

  /// Whether tiles read a row-major b itself: a slice of it fits into the second-level cache beside a block of a, its
  /// columns make whole tiles, its rows are not whole pages apart, so that they do not compete for the same places in
  /// the caches, and there are so few rows of a that packing would not pay off.
  static func readsInPlace(rows: Int, columns: Int, depth: Int, stride: Int, _ tileColumns: Int) -> Bool {
    rows <= 768 && columns % tileColumns == 0 && stride % 1024 != 0 && min(depth, 512) * columns <= 384 << 10
  }

  init(columns: Int, depth: Int, tileColumns: Int, limits: Limits) {
    let slice = min(depth, 512)
    columnsAtOnce = min(columns, max(tileColumns, limits.packed / slice / tileColumns * tileColumns))
    let width = (columnsAtOnce + tileColumns - 1) / tileColumns * tileColumns
    depthAtOnce = min(depth, max(512, limits.packed / width / 512 * 512))
    packedCount = width * depthAtOnce
  }
}

/// How c is cut into tasks: rectangles of whole tiles, nearly equal, as many for one thread as for another.
///
/// A task is at most a block of the kernel, 16 tiles high, and all of c's columns wide while there are blocks enough
/// for the threads: so a is packed once, and a thread that was held up leaves little for the others to wait for.
struct ProductGrid {
  private let rows: RowCut
  private let panels, panelTasks: Int

  init(rows: Int, columns: Int, tileRows: Int, tileColumns: Int, threads: Int) {
    let rowTiles = (rows + tileRows - 1) / tileRows
    panels = (columns + tileColumns - 1) / tileColumns
    let tasks = max(1, (rowTiles + 15) / 16, min(4 * threads, rowTiles / 8))
    let shared = (tasks + threads - 1) / threads * threads
    self.rows = RowCut(rows: rows, tileRows: tileRows, pieces: shared <= rowTiles / 4 ? shared : tasks)
    panelTasks = min(panels, (threads + self.rows.pieces - 1) / self.rows.pieces)
  }

  var tasks: Int { rows.pieces * panelTasks }

  /// The rows and panels of a task.
  subscript(task: Int) -> (rows: Range<Int>, panels: Range<Int>) {
    let panel = task / rows.pieces
    return (rows[task % rows.pieces], panel * panels / panelTasks..<(panel + 1) * panels / panelTasks)
  }
}
