import Transformer

/// A training step whose sequences are shared by several machines, as a simulation: when each range of gradients is made,
/// and when it is exchanged.
///
/// One thread computes: forward, loss, the blocks backward; another one exchanges what is complete, in that order.
///
///     compute   ▕ forward ▕ loss ▕ block L ▕ … ▕ block 1 ▕            ▕ AdamW ▕
///     exchange  ▕                ▕ head ▕ block L ▕ … ▕ block 1 ▕ embedding ▕
///                                                               ╰ exposed ──╯
package struct RankedStep: Sendable {
  private let model: ModelConfiguration
  /// FLOP/s of a machine.
  private let speed: Double
  /// Seconds to clip and move all parameters, which every rank does.
  private let optimizerSeconds: Double
  private let bytesPerFloat: Double

  /// What a step takes.
  package struct Times: Sendable, Equatable {
    package let seconds: Double
    /// In which nobody computes, because gradients are under way.
    package let exposed: Double
  }

  /// - Parameters:
  ///   - model: what is trained
  ///   - speed: FLOP/s of forward and backward on one machine
  ///   - optimizerSeconds: to clip and move all parameters
  ///   - bytesPerFloat: 4, or 2 for gradients that travel as bfloat16
  package init(_ model: ModelConfiguration, speed: Double, optimizerSeconds: Double, bytesPerFloat: Int) {
    (self.model, self.speed, self.optimizerSeconds) = (model, speed, optimizerSeconds)
    self.bytesPerFloat = Double(bytesPerFloat)
  }

  /// Simulates a step.
  ///
  /// - Parameters:
  ///   - sequences: of each rank
  ///   - ranks: how many, a power of two
  ///   - link: between them
  /// - Returns: the time of a step, and what of it is exposed
  package func times(sequences: Double, ranks: Int, over link: NetworkLink) -> Times {
    var (computed, exchanged) = (0.0, 0.0)
    for phase in phases(sequences: sequences) {
      computed += phase.seconds
      guard ranks > 1, phase.bytes > 0 else { continue }
      exchanged = max(computed, exchanged) + link.sumSeconds(bytes: phase.bytes, ranks: ranks)
    }
    // The losses follow.
    if ranks > 1 { exchanged += link.sumSeconds(bytes: 16, ranks: ranks) }
    let exposed = max(0, exchanged - computed)
    return Times(seconds: computed + exposed + optimizerSeconds, exposed: exposed)
  }

  /// Each phase's time, and the gradients that are complete after it.
  private func phases(sequences: Double) -> [(seconds: Double, bytes: Double)] {
    let flops = model.forwardFLOPs(positions: model.contextLength, attention: .causal).scaled(by: sequences / speed)
    let head = flops.components.first { $0.name == "lm_head" }?.amount ?? 0
    let blocks = flops.total - head
    let layout = ParameterLayout(model)
    let buckets = layout.buckets.map { Double($0.count) * bytesPerFloat }
    // A tied model without norms has nothing behind its blocks.
    let (embedding, last) = (buckets[0], buckets.count == model.layers + 2 ? buckets[model.layers + 1] : 0)
    let backward = (0..<model.layers).reversed().map { layer in
      (seconds: 2 * blocks / Double(model.layers), bytes: buckets[layer + 1])
    }
    // A tied table has two gradients, the output's first.
    let output = model.tieEmbeddings ? embedding + last : last
    return [(blocks, 0), (3 * head, output)] + backward + [(0, embedding)]
  }
}
