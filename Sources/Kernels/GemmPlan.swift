import CKernels

/// How much of b is packed at a time.
///
/// About 8 MiB: every further part means going over c again, and the threads wait for each other twice. A group of the
/// depth is taken as if it were alone; if it is packed whole, several may be packed together.
struct GemmPlan {
  /// In floats: how much of b is packed at once.
  struct Limits {
    var packed = 2 << 20
  }

  let columnsAtOnce: Int
  let depthAtOnce: Int
  let packedCount: Int
  /// Whether all of b is packed at once.
  let isWhole: Bool

  /// Whether tiles read a row-major b itself: a slice of it fits into the second-level cache beside a block of a, its
  /// columns make whole tiles, its rows are not whole pages apart, so that they do not compete for the same places in
  /// the caches, and there are so few rows of a that packing would not pay off.
  static func readsInPlace(rows: Int, columns: Int, depth: Int, stride: Int, _ tileColumns: Int) -> Bool {
    rows <= 768 && columns % tileColumns == 0 && stride % 1024 != 0 && min(depth, 512) * columns <= 384 << 10
  }

  /// - Parameters:
  ///   - columns: of b
  ///   - depth: rows of b that are summed together
  ///   - groups: how often
  ///   - tileColumns: columns of a tile
  ///   - limits: how much is packed at once
  init(columns: Int, depth: Int, groups: Int = 1, tileColumns: Int, limits: Limits = .init()) {
    let slice = min(depth, 512)
    columnsAtOnce = min(columns, max(tileColumns, limits.packed / slice / tileColumns * tileColumns))
    let width = (columnsAtOnce + tileColumns - 1) / tileColumns * tileColumns
    let part = min(depth, max(512, limits.packed / width / 512 * 512))
    let groupsAtOnce =
      part < depth ? 1 : RowGroups.powerOfTwo(atMost: min(groups, max(1, limits.packed / width / depth)))
    depthAtOnce = part * groupsAtOnce
    packedCount = width * depthAtOnce
    isWhole = columnsAtOnce == columns && depthAtOnce == depth * groups
  }
}

/// How c is cut into tasks: rectangles of whole tiles, nearly equal, as many for one thread as for another.
///
/// A task is at most a block of the kernel, 16 tiles high, and all of c's columns wide while there are blocks enough
/// for the threads: so a is packed once, and a thread that was held up leaves little for the others to wait for.
struct GemmGrid {
  private let rows: RowBlocks
  private let panels, panelTasks: Int

  init(rows: Int, columns: Int, tileRows: Int, tileColumns: Int, threads: Int) {
    let rowTiles = (rows + tileRows - 1) / tileRows
    panels = (columns + tileColumns - 1) / tileColumns
    let tasks = max(1, (rowTiles + 15) / 16, min(4 * threads, rowTiles / 8))
    let shared = (tasks + threads - 1) / threads * threads
    self.rows = RowBlocks(rows: rows, tileRows: tileRows, count: shared <= rowTiles / 4 ? shared : tasks)
    panelTasks = min(panels, (threads + self.rows.count - 1) / self.rows.count)
  }

  var tasks: Int { rows.count * panelTasks }

  /// The most panels of a task.
  var mostPanels: Int { (panels + panelTasks - 1) / panelTasks }

  /// The rows and panels of a task.
  subscript(task: Int) -> (rows: Range<Int>, panels: Range<Int>) {
    let panel = task / rows.count
    return (rows[task % rows.count], panel * panels / panelTasks..<(panel + 1) * panels / panelTasks)
  }
}

extension GemmGrid {
  init(_ product: lp_gemm, threads: Int, _ kernels: lp_kernels) {
    self.init(
      rows: product.rows, columns: product.columns, tileRows: kernels.tile_rows, tileColumns: kernels.tile_columns,
      threads: threads)
  }

  /// Floats for any task of some products.
  static func workspace(of products: some Sequence<(GemmGrid, lp_gemm)>, _ kernels: lp_kernels) -> Int {
    products.map { kernels.gemm_workspace($0.mostPanels, $1.groups.near) }.max() ?? 0
  }
}
