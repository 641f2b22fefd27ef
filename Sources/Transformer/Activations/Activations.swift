import Kernels

/// The memory of a pass: made once for the largest batch, used for every batch up to that size.
package final class Activations: Sendable {
  package let plan: ActivationPlan
  let buffer: FloatBuffer

  package init(_ plan: ActivationPlan) {
    self.plan = plan
    buffer = FloatBuffer(count: plan.count)
  }

  func block(_ index: Int) -> Located<BlockActivations> {
    Located(base: buffer.pointer, offsets: plan.blocks[index])
  }

  var scratch: Located<ScratchPlaces> { Located(base: buffer.pointer, offsets: plan.scratch) }

  /// Where block `index` writes: the next block's input.
  func output(ofBlock index: Int) -> UnsafeMutablePointer<Float> {
    index + 1 < plan.blocks.count ? block(index + 1).input : scratch.output
  }

  /// - Throws: ``ModelError/noRoom(what:found:room:)`` if a batch of this shape does not fit.
  func checkRoom(for shape: BatchShape) throws {
    guard shape.batch > 0, shape.positions > 0 else { throw ModelError.noTokens }
    guard shape.positions <= plan.configuration.contextLength else {
      throw ModelError.noRoom(
        what: "positions in a sequence", found: shape.positions, room: plan.configuration.contextLength)
    }
    guard shape.rows <= plan.shape.rows else {
      throw ModelError.noRoom(what: "tokens in a batch", found: shape.rows, room: plan.shape.rows)
    }
  }
}
