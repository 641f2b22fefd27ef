import CKernels

/// The memory that ``CPUOperations`` takes for the inside of its operations, worked out without taking it.
///
/// Whoever asks goes through the operations in the order in which they will run; the account then borrows the same
/// sizes in the same order as the operations do, from a pool that follows the same rule (``ScratchPool``) but holds
/// nothing. Every task of a thread team is taken to run at the same moment as its neighbours: on several threads it
/// is an upper bound, on one thread exact.
package struct ScratchAccount {
  private let kernels: lp_kernels
  private let threads: Int
  /// Pieces of rows that are worked on at the same moment; 1 outside of ``inPieces(rows:roomPerRow:_:)``.
  private var piecesAtOnce = 1
  private var areWeightsHeld = false
  /// Sizes of the buffers that are not borrowed, and of all there are.
  private var idle: [Int] = []
  private(set) var sizes: [Int] = []

  /// An account for the kernels that ``CPUOperations`` picks by itself, on so many threads.
  ///
  /// - Throws: `KernelsError` as ``CPUOperations`` does
  package init(threads: Int) throws {
    try self.init(threads: threads, instructionSet: CPUOperations.chosenInstructionSet)
  }

  init(threads: Int, instructionSet: String) throws {
    kernels = try CPUOperations.kernels(of: instructionSet)
    self.threads = threads
  }

  /// Bytes of all buffers.
  package var bytes: Double { sizes.reduce(0) { $0 + Double(FloatBuffer.bytes(count: $1)) } }

  // MARK: Operations, named as in `Operations`

  package mutating func inPieces(rows: Int, roomPerRow: Int, _ body: (_ account: inout Self, _ rows: Int) -> Void) {
    let cut = RowCut(rows: rows, tileRows: kernels.tile_rows, threads: threads)
    let atOnce = min(threads, cut.pieces)
    borrow(cut.mostRows * roomPerRow, times: atOnce) { account in
      account.piecesAtOnce = atOnce
      body(&account, cut.mostRows)
      account.piecesAtOnce = 1
    }
  }

  /// Products of `body` other than those of weights' gradients find their weight held.
  package mutating func holding(_ weights: [(columns: Int, depth: Int)], _ body: (inout Self) -> Void) {
    let counts = weights.map {
      HeldWeight.count(columns: $0.columns, depth: $0.depth, tileColumns: kernels.tile_columns)
    }
    borrow(counts.reduce(0, +)) { account in
      account.areWeightsHeld = true
      body(&account)
      account.areWeightsHeld = false
    }
  }

  package mutating func linearForward(rows: Int, inputs: Int, outputs: Int) {
    guard areWeightsHeld || rows > kernels.few_rows else { return }
    product(rows: rows, columns: outputs, depth: inputs, packs: !areWeightsHeld)
  }

  package mutating func linearBackwardInput(rows: Int, inputs: Int, outputs: Int) {
    product(rows: rows, columns: inputs, depth: outputs, packs: areWeightsHeld ? false : nil)
  }

  package mutating func linearBackwardWeights(_ layers: [(inputs: Int, outputs: Int)], rows: Int) {
    let unpacked = layers.filter {
      !ProductPlan.readsInPlace(
        rows: $0.outputs, columns: $0.inputs, depth: rows, stride: $0.inputs, kernels.tile_columns)
    }
    let plans = unpacked.map {
      ProductPlan(columns: $0.inputs, depth: rows, tileColumns: kernels.tile_columns, limits: .init())
    }
    guard plans.allSatisfy(\.isWhole) else {
      for layer in layers { product(rows: layer.outputs, columns: layer.inputs, depth: rows, packs: nil) }
      return
    }
    borrow(plans.reduce(0) { $0 + $1.packedCount }) { account in
      account.tasks(layers.map { (rows: $0.outputs, columns: $0.inputs) })
    }
  }

  package mutating func attentionForward(batch: Int, positions: Int, heads: Int, headWidth: Int) {
    borrow(kernels.attention_scratch(positions, headWidth), times: min(threads, batch * heads))
  }

  package mutating func attentionBackward(batch: Int, positions: Int, heads: Int, headWidth: Int) {
    borrow(kernels.attention_backward_scratch(positions, headWidth), times: min(threads, batch * heads))
  }

  package mutating func rmsNormBackward(rows: Int, width: Int) {
    borrow(CPUOperations.normShares(rows: rows) * width)
  }

  package mutating func crossEntropyForwardBackward(rows: Int, width: Int, vocabulary: Int) {
    let chunk = min(rows, CPUOperations.lossChunk(vocabulary: vocabulary))
    holding([(vocabulary, width), (width, vocabulary)]) { account in
      account.borrow(chunk * vocabulary) { account in
        for rows in Set([chunk, rows % chunk]).subtracting([0]).sorted(by: >) {
          account.inPieces(rows: rows, roomPerRow: 0) { account, rows in
            account.linearForward(rows: rows, inputs: width, outputs: vocabulary)
            account.linearBackwardInput(rows: rows, inputs: width, outputs: vocabulary)
          }
          account.linearBackwardWeights([(width, vocabulary)], rows: rows)
        }
      }
    }
  }

  // MARK: Borrowing

  /// `packs`: whether b is packed for this product alone; nil for a row-major b that may be read where it lies.
  private mutating func product(rows: Int, columns: Int, depth: Int, packs: Bool?) {
    let tileColumns = kernels.tile_columns
    let packs =
      packs
      ?? !ProductPlan.readsInPlace(rows: rows, columns: columns, depth: depth, stride: columns, tileColumns)
    guard packs else { return tasks([(rows, columns)]) }
    let plan = ProductPlan(columns: columns, depth: depth, tileColumns: tileColumns, limits: .init())
    borrow(plan.packedCount) { $0.tasks([(rows, min(columns, plan.columnsAtOnce))]) }
  }

  /// A block of a for each task of some products in one round.
  private mutating func tasks(_ products: [(rows: Int, columns: Int)]) {
    let tasks = products.map {
      ProductGrid(
        rows: $0.rows, columns: $0.columns, tileRows: kernels.tile_rows, tileColumns: kernels.tile_columns,
        threads: piecesAtOnce > 1 ? 1 : threads
      ).tasks
    }
    borrow(
      kernels.product_scratch(), times: piecesAtOnce > 1 ? piecesAtOnce : min(threads, tasks.reduce(0, +)))
  }

  /// `times` tasks at the same moment; `body` is what else is borrowed before they end.
  private mutating func borrow(_ count: Int, times: Int = 1, _ body: (inout Self) -> Void = { _ in }) {
    let taken = (0..<times).map { _ in
      if let found = ScratchPool.choice(for: count, among: idle, size: \.self) { return idle.remove(at: found) }
      sizes.append(ScratchPool.roundedUp(count))
      return ScratchPool.roundedUp(count)
    }
    body(&self)
    idle += taken
  }
}
