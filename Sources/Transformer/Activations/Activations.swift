import Kernels

/// The memory of a pass: made once for the largest batch, used for every batch up to that size.
package final class Activations: Sendable {
  package let plan: ActivationPlan
  let buffer: FloatBuffer

  package init(_ plan: ActivationPlan) {
    self.plan = plan
    buffer = FloatBuffer(count: plan.count)
  }

  /// Addresses without memory, for a ``WorkspaceEstimate``.
  init(counting plan: ActivationPlan) {
    self.plan = plan
    buffer = FloatBuffer(withoutMemoryFor: plan.count)
  }

  func block(_ index: Int) -> TensorPointers<BlockActivations> {
    TensorPointers(base: buffer.pointer, offsets: plan.blocks[index])
  }

  var shared: TensorPointers<SharedActivations> { TensorPointers(base: buffer.pointer, offsets: plan.shared) }

  /// Where block `index` writes: the next block's input.
  func output(ofBlock index: Int) -> UnsafeMutablePointer<Float> {
    index + 1 < plan.blocks.count ? block(index + 1).input : shared.output
  }

  /// - Throws: ``ModelError/doesNotFit(what:found:capacity:)`` if a batch of this shape does not fit.
  func check(_ shape: BatchShape) throws {
    guard shape.batch > 0, shape.positions > 0 else { throw ModelError.noTokens }
    guard shape.positions <= plan.configuration.contextLength else {
      throw ModelError.doesNotFit(
        what: "positions in a sequence", found: shape.positions, capacity: plan.configuration.contextLength)
    }
    guard shape.rows <= plan.shape.rows else {
      throw ModelError.doesNotFit(what: "tokens in a batch", found: shape.rows, capacity: plan.shape.rows)
    }
  }
}
