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
  /// Row blocks, or other tasks, that are worked on at the same moment; 1 outside of them.
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

  /// The tasks of a list as long as there are threads, or longer; of each kind as many as run at the same moment.
  func inTasks<Kind: Hashable>(_ tasks: [Kind], borrowing count: (Kind) -> Int, _ body: (Kind) -> Void) {
    var seen: Set<Kind> = []
    for task in tasks where seen.insert(task).inserted {
      borrow(count(task), times: threads) {
        blocksAtOnce = threads
        body(task)
        blocksAtOnce = 1
      }
    }
  }

  /// The products of ``CPUOperations/gemm(together:)``, which need no pointers here.
  func products(_ products: [lp_gemm]) {
    let unpacked = products.filter { $0.packed == nil && !$0.isReadInPlace(kernels) }
    let plans = unpacked.map { $0.plan(kernels) }
    guard plans.allSatisfy(\.isWhole) else { return products.forEach { product($0) } }
    guard !plans.isEmpty else { return tasks(products) }
    borrow(plans.reduce(0) { $0 + $1.packedCount }) { tasks(products) }
  }

  /// One product, which may be made in parts.
  func product(_ product: lp_gemm, readsInPlace: Bool = true) {
    if product.packed != nil || readsInPlace && product.isReadInPlace(kernels) { return tasks([product]) }
    let plan = product.plan(kernels)
    borrow(plan.packedCount + (product.groups.sums == nil ? product.farSums(kernels) : 0), times: blocksAtOnce) {
      let columns = 0..<min(product.columns, plan.columnsAtOnce)
      tasks([product.part(product.depthGroups.pieces(ofAtMost: plan.depthAtOnce)[0], columns: columns, kernels)])
    }
  }

  /// What each task of some products in one round takes.
  private func tasks(_ products: [lp_gemm]) {
    let grids = products.map { GemmGrid($0, threads: blocksAtOnce > 1 ? 1 : threads, kernels) }
    borrow(
      GemmGrid.workspace(of: zip(grids, products), kernels),
      times: blocksAtOnce > 1 ? blocksAtOnce : min(threads, grids.reduce(0) { $0 + $1.tasks }))
  }
}
