import Kernels

extension ModelConfiguration {
  /// Memory that training with this implementation takes, in bytes: the program, the buffers of ``LanguageModel`` and
  /// the optimiser, ``ActivationPlan``, and what the operations borrow for their inside (``WorkspaceEstimate``).
  ///
  /// Attention matrices and logits are never whole in memory; the outputs of norms and of the feed-forward
  /// activation are made again on the way back.
  ///
  /// - Parameters:
  ///   - threads: of the operations
  ///   - optimizer: what it takes; nil for AdamW
  ///   - groups: how the sums of gradients are divided, for batches of so many sequences
  /// - Returns: what is there once, and for each sequence of a batch
  /// - Throws: `KernelsError` if the environment asks for an instruction set that this machine does not run
  package func trainingMemory(
    threads: Int = 1, optimizer: OptimizerMemory? = nil,
    groups: @escaping @Sendable (_ sequences: Int) -> GradientGroups = { _ in .one }
  ) throws -> MemoryAccount {
    let optimizer = optimizer ?? .adamW(ParameterLayout(self))
    let parameters = Double(FloatBuffer.bytes(count: ParameterLayout(self).count))
    let shape = BatchShape(batch: 1, positions: contextLength)
    let all = ActivationPlan(self, shape: shape, purpose: .training).count
    var withoutBlocks = self
    withoutBlocks.layers = 0
    let shared = ActivationPlan(withoutBlocks, shape: shape, purpose: .training).count
    _ = try WorkspaceEstimate(threads: threads)
    return MemoryAccount(
      fixed: Breakdown([
        "program": Self.programBytes,
        "parameters": parameters, "gradients": parameters, "optimizer": optimizer.bytes,
      ]),
      perSequence: Breakdown([
        "kept for backward": Double(all - shared) * 4,
        "working space": Double(shared) * 4,
      ]),
      shared: { sequences in
        let shape = BatchShape(batch: min(sequences, Self.largeBatch), positions: contextLength)
        let borrowed = workspaceBytes(
          of: shape, threads: threads, groups: groups(shape.batch).perBatch, optimizer: optimizer)
        return borrowed + rotationBytes
      },
      waiting: { sequences in
        let layout = ParameterLayout(self)
        return (groups(sequences).floats(layout) - Double(layout.count)) * 4
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

  /// What operations borrow in a step: the model's own forward and backward pass, and the optimizer's move, over an
  /// estimate.
  private func workspaceBytes(of shape: BatchShape, threads: Int, groups: Int, optimizer: OptimizerMemory) -> Double {
    // Only an instruction set that the machine lacks is refused, and `trainingMemory` has asked already.
    guard let estimate = try? WorkspaceEstimate(threads: threads) else { return 0 }
    estimate.count(self, shape, groups: groups)
    optimizer.count(estimate)
    return estimate.bytes
  }
}

extension WorkspaceEstimate {
  /// Counts a training step's pass over a batch of some groups.
  func count(_ configuration: ModelConfiguration, _ shape: BatchShape, groups: Int) {
    // One block is like another, and no address is too large for a number.
    var configuration = configuration
    configuration.layers = min(configuration.layers, 2)
    let shape = BatchShape(batch: min(shape.batch, configuration.largestAddressableBatch), positions: shape.positions)
    let model = LanguageModel(counting: configuration, operations: self)
    let activations = Activations(counting: ActivationPlan(configuration, shape: shape, purpose: .training))
    let ids = UnsafePointer(UnsafeRawPointer(model.parameters.pointer).assumingMemoryBound(to: UInt32.self))
    _ = model.forwardBackward(
      ids, ids, shape, activations, FloatBuffer(withoutMemoryFor: model.layout.count), scale: 1,
      groups: groups)
  }
}

extension ModelConfiguration {
  /// The most sequences of whole contexts whose activations have offsets that fit `Int`, far beyond any memory.
  fileprivate var largestAddressableBatch: Int {
    let floats = ActivationPlan.floatsAtMost(
      self, shape: BatchShape(batch: 1, positions: contextLength), purpose: .training)
    return max(1, Int(min(1e15, 1e18 / max(1, floats))))
  }
}
