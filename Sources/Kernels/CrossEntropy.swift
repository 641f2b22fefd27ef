import CKernels

/// The output layer and its loss together, some rows at a time, so that logits and their gradient exist only
/// for one chunk of rows:
///
///     logits = hidden · weightᵀ;  losses and, in place, dLogits
///     dHidden = dLogits · weight;  dWeight += dLogitsᵀ · hidden
extension CPUOperations {
  package func crossEntropyForward(
    losses: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: WeightMatrix,
    targets: UnsafePointer<UInt32>, rows: Int
  ) {
    let (width, vocabulary) = (weight.inputs, weight.outputs)
    withPacked([WeightUse(weight, for: .forward)]) { weights in
      forEachRowBlock(rows: rows, workspacePerRow: vocabulary, whole: false) { block, logits in
        linearForward(
          y: logits, x: hidden + block.lowerBound * width, weight: weights[0], rows: block.count, addend: nil,
          isBatchInvariant: false)
        team.perform(over: block.count, grain: 4) { range in
          for r in range {
            let row = block.lowerBound + r
            losses[row] = kernels.loss(logits + r * vocabulary, vocabulary, Int(targets[row]))
          }
        }
      }
    }
  }

  package func crossEntropyForwardBackward(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>,
    dWeight: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: WeightMatrix,
    targets: UnsafePointer<UInt32>, rows: Int, scale: Float
  ) {
    let (width, vocabulary) = (weight.inputs, weight.outputs)
    withPacked([WeightUse(weight, for: .forward), WeightUse(weight, for: .backwardInput)]) { weights in
      inChunks(rows: rows, vocabulary: vocabulary) { chunk, logits in
        forEachRowBlock(rows: chunk.count, workspacePerRow: 0, whole: false) { block, _ in
          lossAndGradients(
            losses: losses + chunk.lowerBound, dHidden: dHidden + chunk.lowerBound * width, logits: logits,
            hidden: hidden + chunk.lowerBound * width, forward: weights[0], backward: weights[1],
            targets: targets + chunk.lowerBound, rows: block, scale: scale)
        }
        let gradient = WeightGradient(
          dWeight, dy: logits, x: hidden + chunk.lowerBound * width, inputs: width, outputs: vocabulary)
        linearBackwardWeights([gradient], rows: chunk.count)
      }
    }
  }

  /// Some rows of a chunk, whose logits become their gradient.
  private func lossAndGradients(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>, logits: UnsafeMutablePointer<Float>,
    hidden: UnsafePointer<Float>, forward: WeightMatrix, backward: WeightMatrix, targets: UnsafePointer<UInt32>,
    rows: Range<Int>, scale: Float
  ) {
    let (first, width, vocabulary) = (rows.lowerBound, forward.inputs, forward.outputs)
    let logits = logits + first * vocabulary
    linearForward(
      y: logits, x: hidden + first * width, weight: forward, rows: rows.count, addend: nil, isBatchInvariant: false)
    team.perform(over: rows.count, grain: 4) { range in
      for r in range {
        losses[first + r] = kernels.loss_gradient(
          logits + r * vocabulary, vocabulary, Int(targets[first + r]), scale)
      }
    }
    linearBackwardInput(
      dx: dHidden + first * width, dy: logits, weight: backward, rows: rows.count, accumulate: false)
  }

  /// Rows of logits held at a time: enough that going over the weight's gradient once for each chunk costs little, and
  /// at most 64 MiB of logits if that leaves 128 rows.
  static func lossChunk(vocabulary: Int) -> Int {
    min(1024, max(128, (16 << 20) / vocabulary / 64 * 64))
  }

  private func inChunks(
    rows: Int, vocabulary: Int, _ body: (_ chunk: Range<Int>, _ logits: UnsafeMutablePointer<Float>) -> Void
  ) {
    let chunk = Self.lossChunk(vocabulary: vocabulary)
    workspaces.borrow(min(rows, chunk) * vocabulary) { logits in
      for start in stride(from: 0, to: rows, by: chunk) {
        body(start..<min(rows, start + chunk), logits)
      }
    }
  }
}
