import CKernels

/// The working memory that ``CPUOperations`` takes for the inside of its operations, counted without taking it: the model
/// runs over this as it runs over them, on buffers that have addresses and no memory.
///
/// Each operation borrows what ``CPUOperations`` would borrow, from a pool that follows the same rule
/// (``WorkspacePool``) but holds nothing, and touches nothing else. Every task of a thread team is taken to run at the
/// same moment as its neighbours: on several threads the count is an upper bound, on one thread exact.
///
/// **Safety.** One thread at a time.
package final class WorkspaceEstimate: @unchecked Sendable {
  let kernels: lp_kernels
  let threads: Int
  /// Row blocks that are worked on at the same moment; 1 outside of them.
  private var blocksAtOnce = 1
  /// Sizes of the buffers that are not borrowed, and of all there are.
  private var idle: [Int] = []
  private(set) var sizes: [Int] = []

  /// An estimate for the kernels that ``CPUOperations`` picks by itself, on so many threads.
  ///
  /// - Throws: `KernelsError` as ``CPUOperations`` does
  package convenience init(threads: Int) throws {
    try self.init(threads: threads, instructionSet: CPUOperations.chosenInstructionSet)
  }

  init(threads: Int, instructionSet: String) throws {
    kernels = try CPUOperations.kernels(of: instructionSet)
    self.threads = threads
  }

  /// Bytes of all buffers.
  package var bytes: Double { sizes.reduce(0) { $0 + Double(FloatBuffer.bytes(count: $1)) } }

  /// `times` tasks at the same moment; `body` is what else is borrowed before they end.
  func borrow(_ count: Int, times: Int = 1, _ body: () -> Void = {}) {
    let taken = (0..<times).map { _ in
      if let found = WorkspacePool.choice(for: count, among: idle, size: \.self) { return idle.remove(at: found) }
      sizes.append(WorkspacePool.roundedUp(count))
      return WorkspacePool.roundedUp(count)
    }
    body()
    idle += taken
  }

  /// The largest of some row blocks, as often as they run at the same moment.
  func inBlocks(_ blocks: RowBlocks, workspacePerRow: Int, _ body: () -> Void) {
    let atOnce = min(threads, blocks.count)
    borrow(blocks.mostRows * workspacePerRow, times: atOnce) {
      blocksAtOnce = atOnce
      body()
      blocksAtOnce = 1
    }
  }

  /// `packs`: whether b is packed for this product alone; nil for a row-major b that may be read where it lies.
  func product(rows: Int, columns: Int, depth: Int, packs: Bool?) {
    let tileColumns = kernels.tile_columns
    let packs =
      packs
      ?? !GemmPlan.readsInPlace(rows: rows, columns: columns, depth: depth, stride: columns, tileColumns)
    guard packs else { return tasks([(rows, columns)]) }
    let plan = GemmPlan(columns: columns, depth: depth, tileColumns: tileColumns, limits: .init())
    borrow(plan.packedCount) { tasks([(rows, min(columns, plan.columnsAtOnce))]) }
  }

  /// A block of a for each task of some products in one round.
  func tasks(_ products: [(rows: Int, columns: Int)]) {
    let tasks = products.map {
      GemmGrid(
        rows: $0.rows, columns: $0.columns, tileRows: kernels.tile_rows, tileColumns: kernels.tile_columns,
        threads: blocksAtOnce > 1 ? 1 : threads
      ).tasks
    }
    borrow(
      kernels.gemm_workspace(), times: blocksAtOnce > 1 ? blocksAtOnce : min(threads, tasks.reduce(0, +)))
  }
}
