import Kernels

/// Bytes that training with AdamW needs, all in 32-bit floats.
package struct MemoryAccount: Sendable, Equatable {
  /// Bytes that do not depend on the batch: parameters, gradients, both moments of AdamW.
  package let fixed: Breakdown
  /// Bytes of activations for one sequence.
  package let perSequence: Breakdown

  /// Everything for a batch of `sequences`.
  package func total(sequences: Int) -> Double {
    fixed.total + perSequence.total * Double(sequences)
  }

  /// The largest batch that fits `bytes`; 0 if not even one sequence does.
  package func largestBatch(bytes: Double) -> Int {
    let room = ((bytes - fixed.total) / perSequence.total).rounded(.down)
    guard room >= 1 else { return 0 }
    return room < 1e15 ? Int(room) : Int.max
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
    return MemoryAccount(
      fixed: fixedMemory,
      perSequence: Breakdown([
        "norms": norm == .none ? 0 : (2 * layers + 1) * row,
        "attention.qkv": layers * 3 * row,
        "attention.scores": layers * matrix,
        "attention.softmax": layers * matrix,
        "attention.values": layers * row,
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

extension ModelConfiguration {
  /// Memory that training with this implementation allocates: the buffers of ``LanguageModel``, the optimiser,
  /// ``ActivationPlan`` and the operations. Attention matrices and logits are never whole in memory; the outputs of norms and of the
  /// feed-forward activation are made again on the way back.
  package var trainingMemory: MemoryAccount {
    let parameters = Double(ParameterLayout(self).count) * Self.bytesPerFloat
    let shape = BatchShape(batch: 1, positions: contextLength)
    let all = ActivationPlan(self, shape: shape, purpose: .training).count
    var withoutBlocks = self
    withoutBlocks.layers = 0
    let scratch = ActivationPlan(withoutBlocks, shape: shape, purpose: .training).count
    return MemoryAccount(
      fixed: Breakdown([
        "parameters": parameters, "gradients": parameters, "optimizer": 2 * parameters,
        "logits and packing": Double(CPUOperations.workingFloats(vocabulary: vocabulary)) * Self.bytesPerFloat,
      ]),
      perSequence: Breakdown([
        "kept for backward": Double(all - scratch) * Self.bytesPerFloat,
        "working space": Double(scratch) * Self.bytesPerFloat,
      ]))
  }
}
