/// How the sequences of a step are divided in the sums of its gradients and losses.
///
/// They are groups of as many consecutive sequences, in the order in which they are drawn. Each group is summed for itself,
/// and the groups along a binary tree, ((g0 + g1) + (g2 + g3)) + ((g4 + g5) + (g6 + g7)): whoever computes a half, a quarter
/// or an eighth of the groups has a branch of the tree, and the tree of the branches has the bits of one process that
/// computes all.
///
/// A step of several batches makes a branch of each, if there are at least as many groups; or else a group is so many
/// batches, added in order.
package struct GradientGroups: Sendable, Equatable {
  /// Groups of the whole step, a power of two.
  package let all: Int
  /// Groups that are computed here.
  package let count: Int
  /// Batches in which they are computed.
  package let batches: Int

  /// A sum that is not divided.
  package static let one = GradientGroups(1, batches: 1)

  /// The share of one of some ranks, each with as many batches.
  ///
  /// - Parameters:
  ///   - all: groups of the whole step, a power of two that `ranks` divides
  ///   - batches: of a rank; a divisor or a multiple of its groups
  ///   - ranks: processes that share the step
  package init(_ all: Int, batches: Int, ranks: Int = 1) {
    (self.all, count, self.batches) = (all, all / ranks, batches)
    precondition(all > 0 && all & (all - 1) == 0 && all.isMultiple(of: ranks))
    precondition(batches.isMultiple(of: count) || count.isMultiple(of: batches))
  }

  /// Groups in a batch; 1 if a group is several batches.
  package var perBatch: Int { max(1, count / batches) }
  /// Sums that are added along the tree from batch to batch.
  package var branches: Int { min(count, batches) }
  /// Batches that are added in order to one branch.
  package var batchesPerBranch: Int { batches / branches }
  /// Buffers of gradients in which branches wait for others.
  package var waiting: Int { branches.trailingZeroBitCount }
  /// Floats of all buffers of gradients.
  package func floats(_ layout: ParameterLayout) -> Double {
    Double(1 + waiting) * Double((keepsTiedApart ? layout.tiedEmbedding?.upperBound : nil) ?? layout.count)
  }
  /// Whether the two gradients of a table that is embedding and output layer are kept apart until both are whole.
  package var keepsTiedApart: Bool { all > 1 }
}
