import CKernels

/// The target of a row that nothing is asked of: its loss is 0, and so is its gradient.
package let ignoredTarget = UInt32.max

/// The output layer and its loss together, some rows at a time, so that logits and their gradient exist only
/// for one chunk of rows:
///
///     logits = hidden · weightᵀ;  losses and, in place, dLogits
///     dHidden = dLogits · weight;  dWeight += dLogitsᵀ · hidden
extension CPUOperations {
  package func crossEntropyForward(
    losses: UnsafeMutablePointer<Float>, likeliest: UnsafeMutablePointer<UInt32>?, hidden: UnsafePointer<Float>,
    weight: WeightMatrix, targets: UnsafePointer<UInt32>, rows: Int, cap: Float?
  ) {
    let (width, vocabulary) = (weight.inputs, weight.outputs)
    withPacked([WeightUse(weight, for: .forward)]) { weights in
      forEachRowBlock(rows: rows, workspacePerRow: vocabulary, whole: false) { block, logits in
        linearForward(
          y: logits, x: hidden + block.lowerBound * width, weight: weights[0], rows: block.count, addend: nil,
          isBatchInvariant: false)
        team.perform(over: block.count, grain: 4) { range in
          for r in range {
            let (row, logits) = (block.lowerBound + r, logits + r * vocabulary)
            guard targets[row] != ignoredTarget else {
              losses[row] = 0
              continue
            }
            if let cap { kernels.softcap(logits, vocabulary, cap) }
            likeliest?[row] = Self.firstLargest(logits, count: vocabulary)
            losses[row] = kernels.loss(logits, vocabulary, Int(targets[row]))
          }
        }
      }
    }
  }

  /// The place of the largest of some values, of equal ones the first.
  private static func firstLargest(_ values: UnsafePointer<Float>, count: Int) -> UInt32 {
    var (place, largest) = (0, values[0])
    for index in 1..<max(1, count) where values[index] > largest { (place, largest) = (index, values[index]) }
    return UInt32(place)
  }

  package func crossEntropyForwardBackward(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>,
    dWeight: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: WeightMatrix,
    targets: UnsafePointer<UInt32>, rows: Int, groups: Int, scale: Float, cap: Float?
  ) {
    guard rows > 0 else { return }
    let (width, vocabulary) = (weight.inputs, weight.outputs)
    let chunks = LossChunks(rows: rows, groups: groups, vocabulary: vocabulary)
    withPacked([WeightUse(weight, for: .forward), WeightUse(weight, for: .backwardInput)]) { weights in
      let sums = chunks.sums(width: width, kernels)
      workspaces.borrow(chunks.logits + sums) { logits in
        for chunk in chunks.pieces {
          let first = chunk.rows.lowerBound
          forEachRowBlock(rows: chunk.rows.count, workspacePerRow: 0, whole: false) { block, _ in
            lossAndGradients(
              losses: losses + first, dHidden: dHidden + first * width, logits: logits,
              hidden: hidden + first * width, forward: weights[0], backward: weights[1],
              targets: targets + first, rows: block, scale: scale, cap: cap)
          }
          let gradient = WeightGradient(
            dWeight, dy: logits, x: hidden + first * width, inputs: width, outputs: vocabulary)
          let groups = chunks.groups(of: chunk, sums > 0 ? logits + chunks.logits : nil)
          gemm(together: [gradient.product(rows: 0..<chunk.rows.count, groups: groups)])
        }
      }
    }
  }

  /// Some rows of a chunk, whose logits become their gradient.
  private func lossAndGradients(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>, logits: UnsafeMutablePointer<Float>,
    hidden: UnsafePointer<Float>, forward: WeightMatrix, backward: WeightMatrix, targets: UnsafePointer<UInt32>,
    rows: Range<Int>, scale: Float, cap: Float?
  ) {
    let (first, width, vocabulary) = (rows.lowerBound, forward.inputs, forward.outputs)
    let logits = logits + first * vocabulary
    linearForward(
      y: logits, x: hidden + first * width, weight: forward, rows: rows.count, addend: nil, isBatchInvariant: false)
    team.perform(over: rows.count, grain: 4) { range in
      for r in range {
        let logits = logits + r * vocabulary
        guard targets[first + r] != ignoredTarget else {
          losses[first + r] = 0
          logits.update(repeating: 0, count: vocabulary)
          continue
        }
        let target = Int(targets[first + r])
        losses[first + r] =
          cap.map { kernels.capped_loss_gradient(logits, vocabulary, target, scale, $0) }
          ?? kernels.loss_gradient(logits, vocabulary, target, scale)
      }
    }
    linearBackwardInput(
      dx: dHidden + first * width, dy: logits, weight: backward, rows: rows.count, accumulate: false)
  }
}

extension CPUOperations {
  package func softcap(x: UnsafeMutablePointer<Float>, rows: Int, width: Int, cap: Float) {
    team.perform(over: rows * width, grain: Self.elementGrain) { range in
      kernels.softcap(x + range.lowerBound, range.count, cap)
    }
  }
}

/// The rows of a batch in pieces whose logits are held at a time.
struct LossChunks {
  let pieces: RowPieces
  private let count, vocabulary: Int

  /// `rows` > 0.
  init(rows: Int, groups: Int, vocabulary: Int) {
    (count, self.vocabulary) = (groups, vocabulary)
    pieces = RowGroups(rows: rows, count: groups).pieces(ofAtMost: Self.size(vocabulary: vocabulary))
  }

  /// Rows of logits held at a time: enough that going over the weight's gradient once for each chunk costs little, and
  /// at most 64 MiB of logits if that leaves 128 rows.
  static func size(vocabulary: Int) -> Int {
    min(1024, max(128, (16 << 20) / vocabulary / 64 * 64))
  }

  /// A chunk's groups, whose sums wait in `sums`.
  func groups(of chunk: RowPiece, _ sums: UnsafeMutablePointer<Float>?) -> lp_groups {
    var groups = lp_groups.all(of: count)
    groups.sums = sums
    return groups.part(chunk)
  }

  /// Floats for the logits of a chunk, whole cache lines of them.
  var logits: Int { (pieces[0].rows.count * vocabulary + 15) / 16 * 16 }

  /// Floats for the sums of a gradient (V, D) that last from chunk to chunk.
  func sums(width: Int, _ kernels: lp_kernels) -> Int {
    guard pieces.count > 1 else { return 0 }
    let nowhere = FloatBuffer.nowhere
    let gradient = WeightGradient(nowhere, dy: nowhere, x: nowhere, inputs: width, outputs: vocabulary)
    let floats = pieces.distinct.map {
      gradient.product(rows: 0..<$0.rows.count, groups: groups(of: $0, nil)).farSums(kernels)
    }
    return floats.max() ?? 0
  }
}
