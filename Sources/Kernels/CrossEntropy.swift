import CKernels

/// The output layer and its loss together, some rows at a time, so that logits and their gradient exist only
/// for one chunk of rows:
///
///     logits = hidden · weightᵀ;  losses and, in place, dLogits
///     dHidden = dLogits · weight;  dWeight += dLogitsᵀ · hidden
extension CPUOperations {
  package func crossEntropyForward(
    losses: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    targets: UnsafePointer<UInt16>, rows: Int, width: Int, vocabulary: Int
  ) {
    holding([HeldWeight(weight, inputs: width, outputs: vocabulary, for: .forward)]) {
      inPieces(rows: rows, roomPerRow: vocabulary) { piece, logits in
        linearForward(
          y: logits, x: hidden + piece.lowerBound * width, weight: weight, rows: piece.count, inputs: width,
          outputs: vocabulary, onto: nil)
        team.perform(over: piece.count, grain: 4) { range in
          for r in range {
            let row = piece.lowerBound + r
            losses[row] = kernels.loss(logits + r * vocabulary, vocabulary, Int(targets[row]))
          }
        }
      }
    }
  }

  package func crossEntropyForwardBackward(
    losses: UnsafeMutablePointer<Float>, dHidden: UnsafeMutablePointer<Float>,
    dWeight: UnsafeMutablePointer<Float>, hidden: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    targets: UnsafePointer<UInt16>, rows: Int, width: Int, vocabulary: Int, scale: Float
  ) {
    let weights = [HeldWeight.Product.forward, .backwardInput].map {
      HeldWeight(weight, inputs: width, outputs: vocabulary, for: $0)
    }
    holding(weights) {
      inChunks(rows: rows, vocabulary: vocabulary) { chunk, logits in
        inPieces(rows: chunk.count, roomPerRow: 0) { piece, _ in
          lossAndGradients(
            losses: losses + chunk.lowerBound, dHidden: dHidden + chunk.lowerBound * width, logits: logits,
            hidden: hidden + chunk.lowerBound * width, weight: weight, targets: targets + chunk.lowerBound,
            rows: piece, width: width, vocabulary: vocabulary, scale: scale)
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
    hidden: UnsafePointer<Float>, weight: UnsafePointer<Float>, targets: UnsafePointer<UInt16>, rows: Range<Int>,
    width: Int, vocabulary: Int, scale: Float
  ) {
    let first = rows.lowerBound
    let logits = logits + first * vocabulary
    linearForward(
      y: logits, x: hidden + first * width, weight: weight, rows: rows.count, inputs: width, outputs: vocabulary,
      onto: nil)
    team.perform(over: rows.count, grain: 4) { range in
      for r in range {
        losses[first + r] = kernels.loss_gradient(
          logits + r * vocabulary, vocabulary, Int(targets[first + r]), scale)
      }
    }
    linearBackwardInput(
      dx: dHidden + first * width, dy: logits, weight: weight, rows: rows.count, inputs: width,
      outputs: vocabulary, accumulate: false)
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
    scratch.borrow(min(rows, chunk) * vocabulary) { logits in
      for start in stride(from: 0, to: rows, by: chunk) {
        body(start..<min(rows, start + chunk), logits)
      }
    }
  }
}
