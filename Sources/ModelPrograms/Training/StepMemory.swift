import Transformer

extension TrainingProgram {
  /// Memory that a step takes on each device, in bytes, by sequences of a replica's batch: an estimate of what XLA's
  /// compiler for NVIDIA's devices allocates, held to within a tenth of it by `StepMemoryTests`.
  ///
  /// State lies there all the time. Most of the rest is needed when forward has ended, at the logits: what backward
  /// will read, and in bf16 the weights that both directions read; or at the end of backward, when all gradients exist.
  /// Between the two it goes from the one to the other, block by block.
  package var memory: MemoryAccount {
    let parameters = 4 * ParameterGroup.all(of: configuration).reduce(0.0) { $0 + Double($1.type.count) }
    let (kept, working) = (keptBytes, workingBytes)
    let weights = precision == .bf16 ? 2 * configuration.blockWeights : 0
    return MemoryAccount(
      fixed: Breakdown([
        "parameters": parameters, "optimizer": 4 * Double(stateFloats) - parameters,
        // Each batch's gradients are added to those of the batches before.
        "gradients of earlier batches": accumulation > 1 ? parameters : 0,
        "weights in bf16": weights,
      ]),
      perSequence: Breakdown(["kept for backward": kept, "working space": working]),
      shared: { sequences in
        let output = outputBytes(sequences: Double(sequences))
        // Beyond what the other moment takes.
        let more = parameters + newtonSchulzBytes - weights - kept * Double(sequences)
        return max(output, more)
      })
  }

  /// Of each matrix that Muon moves X, the next X, and X Xᵀ.
  private var newtonSchulzBytes: Double {
    let matrices = ParameterGroup.all(of: configuration).flatMap(\.tensors).filter { movesByMuon($0.role) }
    return matrices.reduce(0) { bytes, matrix in
      let side = Double(matrix.shape.min() ?? 0)
      return bytes + 4 * (2 * Double(matrix.count) + side * side)
    }
  }

  private var elementBytes: Double { precision == .bf16 ? 2 : 4 }

  /// What each block keeps of a sequence for backward: the residual stream before attention and feed-forward, in f32;
  /// its normed form twice, q, k, v and attention's output, the gate's two halves and their product, as products read
  /// them; and of attention the logarithms of sums (f32), or all probabilities.
  private var keptBytes: Double {
    let (width, hidden) = (Double(configuration.width), Double(configuration.feedForwardWidth))
    let (heads, positions) = (Double(configuration.heads), Double(shape.positions))
    let halves = configuration.feedForward == .swiglu ? 2.0 : 1
    let isFused =
      attention == .fused && FusedAttention.isPossible(configuration, precision)
    let probabilities = isFused ? 4 * heads : elementBytes * heads * positions
    let (queries, qkv) = (Double(configuration.queryWidth), Double(configuration.qkvWidth))
    let position = 8 * width + elementBytes * (2 * width + queries + qkv + (halves + 1) * hidden) + probabilities
    return Double(configuration.layers) * positions * position
  }

  /// Of a sequence the last residual stream, the gradient that comes back (f32), and what the logits' product reads.
  private var workingBytes: Double {
    Double(shape.positions) * Double(configuration.width) * (8 + elementBytes)
  }

  /// The logits that exist at once, the output matrix as the product reads it, and its gradient; twice where a loop
  /// carries it.
  private func outputBytes(sequences: Double) -> Double {
    let (vocabulary, width) = (Double(configuration.vocabulary), Double(configuration.width))
    let logits = sequences * Double(shape.positions) * vocabulary
    // NVIDIA's products want multiples of 8: others are copied into such.
    let copies: Double = !configuration.vocabulary.isMultiple(of: 8) ? 2 : 1
    let matrix = precision == .bf16 ? 2 * copies * vocabulary * width : 0
    return elementBytes * copies * min(logits, Double(logitsAtOnce)) + matrix
      + 4 * vocabulary * width * (logits > Double(logitsAtOnce) ? 2 : 1)
  }
}

extension ModelConfiguration {
  /// Weights of all blocks' products.
  fileprivate var blockWeights: Double {
    let (width, hidden) = (Double(width), Double(feedForwardWidth))
    return Double(layers) * width * (Double(queryWidth) + Double(qkvWidth) + (feedForward == .swiglu ? 3 : 2) * hidden)
  }
}
