/// Bytes that training with AdamW needs, all in 32-bit floats.
package struct MemoryAccount: Sendable {
  /// Bytes that do not depend on the batch: parameters, gradients, both moments of AdamW.
  package let fixed: Breakdown
  /// Bytes of activations for one sequence.
  package let perSequence: Breakdown
  /// Bytes of working memory that the sequences of a batch share: grows with the batch, up to a limit.
  let shared: @Sendable (_ sequences: Int) -> Double
  /// Bytes of gradients that wait for others, for batches of so many sequences.
  let waiting: @Sendable (_ sequences: Int) -> Double

  package init(
    fixed: Breakdown, perSequence: Breakdown, shared: @escaping @Sendable (Int) -> Double = { _ in 0 },
    waiting: @escaping @Sendable (Int) -> Double = { _ in 0 }
  ) {
    self.fixed = fixed
    self.perSequence = perSequence
    self.shared = shared
    self.waiting = waiting
  }

  /// What is there once for a batch of `sequences`, whatever their number.
  package func fixed(sequences: Int) -> Breakdown {
    fixed.adding("gradients that wait", waiting(sequences)).adding("working memory of operations", shared(sequences))
  }

  /// Everything for a batch of `sequences`.
  package func total(sequences: Int) -> Double {
    fixed(sequences: sequences).total + perSequence.total * Double(sequences)
  }

  /// The largest batch that fits `bytes`; 0 if not even one sequence does.
  package func largestBatch(bytes: Double) -> Int {
    let most = ((bytes - fixed.total) / perSequence.total).rounded(.down)
    guard most >= 1 else { return 0 }
    guard most < 1e15 else { return Int.max }
    // Working memory has reached its limit in a large batch; a small one is counted down to.
    var batch = max(0, Int(((bytes - fixed(sequences: Int(most)).total) / perSequence.total).rounded(.down)))
    while total(sequences: batch + 1) <= bytes { batch += 1 }
    while batch > 0, total(sequences: batch) > bytes { batch -= 1 }
    return batch
  }
}

extension ModelConfiguration {
  private static let bytesPerFloat = 4.0

  /// Parameters, gradients and the two moments of AdamW.
  var fixedMemory: Breakdown {
    let bytes = parameterAccount.total * Self.bytesPerFloat
    return Breakdown(["parameters": bytes, "gradients": bytes, "optimizer": 2 * bytes])
  }

  /// Memory as CS336's assignment counts it (problem "AdamW accounting"): one stored output for each operation
  /// on its list, the T × T attention matrices and the whole logits included. What a plain implementation on an
  /// autograd framework keeps, and an upper bound for one that recomputes.
  package var courseMemory: MemoryAccount {
    let (layers, rows) = (Double(self.layers), Double(contextLength))
    let row = rows * Double(width) * Self.bytesPerFloat
    let hidden = rows * Double(feedForwardWidth) * Self.bytesPerFloat
    let matrix = Double(heads) * rows * rows * Self.bytesPerFloat
    let gated = feedForward == .swiglu
    let query = rows * Double(queryWidth) * Self.bytesPerFloat
    let shared = rows * Double(keyValueWidth) * Self.bytesPerFloat
    return MemoryAccount(
      fixed: fixedMemory,
      perSequence: Breakdown([
        "norms": norm == .none ? 0 : (2 * layers + 1) * row,
        "attention.qkv": layers * (query + 2 * shared),
        "attention.norms": normsHeads ? layers * (query + shared) : 0,
        "attention.scores": layers * matrix,
        "attention.softmax": layers * matrix,
        "attention.values": layers * query,
        "attention.output": layers * row,
        "ffn.w1": layers * hidden,
        "ffn.silu": layers * hidden,
        "ffn.w3": gated ? layers * hidden : 0,
        "ffn.gate": gated ? layers * hidden : 0,
        "ffn.w2": layers * row,
        "lm_head": rows * Double(vocabulary) * Self.bytesPerFloat,
        "loss": rows * Self.bytesPerFloat,
      ]))
  }
}
