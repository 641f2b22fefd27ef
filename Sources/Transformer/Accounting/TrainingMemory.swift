import Kernels

extension ModelConfiguration {
  /// Memory that training with this implementation takes, in bytes: the program, the buffers of ``LanguageModel`` and
  /// the optimiser, ``ActivationPlan``, and what the operations borrow for their inside (``ScratchAccount``).
  ///
  /// Attention matrices and logits are never whole in memory; the outputs of norms and of the feed-forward
  /// activation are made again on the way back.
  ///
  /// - Throws: `KernelsError` if the environment asks for an instruction set that this machine does not run
  package func trainingMemory(threads: Int = 1) throws -> MemoryAccount {
    let parameters = Double(FloatBuffer.bytes(count: ParameterLayout(self).count))
    let shape = BatchShape(batch: 1, positions: contextLength)
    let all = ActivationPlan(self, shape: shape, purpose: .training).count
    var withoutBlocks = self
    withoutBlocks.layers = 0
    let scratch = ActivationPlan(withoutBlocks, shape: shape, purpose: .training).count
    let empty = try ScratchAccount(threads: threads)
    return MemoryAccount(
      fixed: Breakdown([
        "program": Self.programBytes,
        "parameters": parameters, "gradients": parameters, "optimizer": 2 * parameters,
      ]),
      perSequence: Breakdown([
        "kept for backward": Double(all - scratch) * 4,
        "working space": Double(scratch) * 4,
      ]),
      shared: { sequences in
        let shape = BatchShape(batch: min(sequences, Self.largeBatch), positions: contextLength)
        return scratchAccount(of: shape, from: empty).bytes + rotationBytes
      })
  }

  /// Code, libraries and what is mapped of a small dataset: training a model of a few numbers takes this much.
  private static let programBytes = 32e6

  /// Working memory no longer grows with larger batches by more than a row of gains for every 128 tokens.
  private static let largeBatch = 65_536

  /// Cosines and sines of every position.
  private var rotationBytes: Double {
    position == .rope ? Double(FloatBuffer.bytes(count: 2 * contextLength * headWidth)) : 0
  }

  /// What operations borrow in a step, in the order of ``LanguageModel`` and ``Block``. One block is like another.
  func scratchAccount(of shape: BatchShape, from empty: ScratchAccount) -> ScratchAccount {
    var account = empty
    let rows = shape.rows
    let inner = feedForward == .swiglu ? 2 * feedForwardWidth : feedForwardWidth
    account.holding([(3 * width, width), (width, width), (inner, width), (width, feedForwardWidth)]) { account in
      let room = BlockRows.roomPerRow(self)
      account.inPieces(rows: rows, roomPerRow: room) { account, rows in
        account.linearForward(rows: rows, inputs: width, outputs: 3 * width)
      }
      account.attentionForward(
        batch: shape.batch, positions: shape.positions, heads: heads, headWidth: headWidth)
      account.inPieces(rows: rows, roomPerRow: room) { account, rows in
        account.linearForward(rows: rows, inputs: width, outputs: width)
        account.linearForward(rows: rows, inputs: width, outputs: inner)
        account.linearForward(rows: rows, inputs: feedForwardWidth, outputs: width)
      }
    }

    account.crossEntropyForwardBackward(rows: rows, width: width, vocabulary: vocabulary)
    if norm != .none { account.rmsNormBackward(rows: rows, width: width) }

    account.holding([(feedForwardWidth, width), (width, inner)]) { account in
      account.inPieces(rows: rows, roomPerRow: 0) { account, rows in
        account.linearBackwardInput(rows: rows, inputs: feedForwardWidth, outputs: width)
        account.linearBackwardInput(rows: rows, inputs: width, outputs: inner)
      }
    }
    account.linearBackwardWeights([(feedForwardWidth, width), (width, inner)], rows: rows)
    account.linearBackwardInput(rows: rows, inputs: width, outputs: width)
    account.attentionBackward(batch: shape.batch, positions: shape.positions, heads: heads, headWidth: headWidth)
    account.linearBackwardWeights([(width, 3 * width), (width, width)], rows: rows)
    account.linearBackwardInput(rows: rows, inputs: width, outputs: 3 * width)
    return account
  }
}
