import Kernels
import Transformer

/// The gradients of all parameters in one flat buffer, laid out as the parameters are.
///
/// Backward completes it bucket by bucket, from the last to the first: a reduction over machines can begin with the last
/// while the others are made. The batches of a step make the branches of a tree (``GradientGroups``): a branch that has to
/// wait for others has a buffer of its own until it is added to them.
package final class Gradients {
  /// One float for each of the parameters' buffer; behind them, if it is kept apart, the gradient of a tied table as
  /// embedding.
  package let buffer: FloatBuffer
  /// Consecutive ranges that make up the whole buffer: embeddings, each block, the end, and what is kept apart.
  package let buckets: [Range<Int>]

  private let layout: ParameterLayout
  private let groups: GradientGroups
  /// Branches that wait: the sum of 2^l at place l.
  private let waiting: [FloatBuffer]
  private let tied: Range<Int>?

  /// Gradients of zero.
  package init(_ layout: ParameterLayout, groups: GradientGroups = .one) {
    (self.layout, self.groups) = (layout, groups)
    tied = groups.keepsTiedApart ? layout.tiedEmbedding : nil
    let count = tied?.upperBound ?? layout.count
    buffer = FloatBuffer(count: count)
    waiting = (0..<groups.waiting).map { _ in FloatBuffer(count: count) }
    buckets = layout.buckets + (tied.map { [$0] } ?? [])
  }

  /// Where the gradients of a batch, counted from 0, are added. Set to zero before the first of a branch.
  func buffer(ofBatch batch: Int, _ operations: any Operations) -> FloatBuffer {
    let place = place(ofBranch: batch / groups.batchesPerBranch)
    if batch.isMultiple(of: groups.batchesPerBranch) { operations.zero(x: place.pointer, count: place.count) }
    return place
  }

  /// Takes note that a batch adds nothing more to a range: after the last batch of a branch the range is added to those
  /// that wait for it.
  ///
  /// - Returns: whether the range is complete
  func complete(_ range: Range<Int>, ofBatch batch: Int, _ operations: any Operations) -> Bool {
    let (branch, others) = batch.quotientAndRemainder(dividingBy: groups.batchesPerBranch)
    guard others == groups.batchesPerBranch - 1 else { return false }
    let sum = place(ofBranch: branch).pointer + range.lowerBound
    for lower in waiting.prefix((~branch).trailingZeroBitCount) {
      operations.add(out: sum, a: sum, b: lower.pointer + range.lowerBound, count: range.count)
    }
    return branch == groups.branches - 1
  }

  /// Adds up what was kept apart: the parameters' gradients are then what the layout says.
  func join(_ operations: any Operations) {
    guard let tied else { return }
    operations.add(out: buffer.pointer, a: buffer.pointer, b: buffer.pointer + tied.lowerBound, count: tied.count)
  }

  /// The norm of all of them together.
  func norm(_ operations: any Operations) -> Double {
    operations.sumOfSquares(x: buffer.pointer, count: layout.count).squareRoot()
  }

  private func place(ofBranch branch: Int) -> FloatBuffer {
    branch == groups.branches - 1 ? buffer : waiting[(~branch).trailingZeroBitCount]
  }
}
