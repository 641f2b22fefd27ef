import Transformer

/// Which sequences of each step a process computes: of all, in the order in which they are drawn, an equal part.
package struct StepShare: Sendable, Equatable {
  /// Which of the parts, from 0.
  package let rank: Int
  /// How many parts there are.
  package let count: Int

  package init(rank: Int, of count: Int) {
    precondition(rank >= 0 && rank < count, "part \(rank) of \(count)")
    (self.rank, self.count) = (rank, count)
  }

  /// All sequences.
  package static let whole = StepShare(rank: 0, of: 1)

  /// Batches of a step, and sequences of each, that are this part: whole batches, or else a part of one.
  ///
  /// - Parameter settings: of the whole step
  /// - Returns: both numbers
  /// - Throws: ``TrainingError/ranksDoNotDivide(ranks:groups:)``
  package func batches(of settings: TrainingSettings) throws -> (count: Int, sequences: Int) {
    let (batch, batches, groups) = (settings.batchSize, settings.accumulation, settings.groups.all)
    guard count == 1 || groups.isMultiple(of: count) else {
      throw TrainingError.ranksDoNotDivide(ranks: count, groups: groups)
    }
    return batches.isMultiple(of: count) ? (batches / count, batch) : (1, batch / (count / batches))
  }

  /// The groups of this part.
  ///
  /// - Parameter settings: of the whole step
  /// - Returns: how its sums are divided
  /// - Throws: as ``batches(of:)``
  package func groups(of settings: TrainingSettings) throws -> GradientGroups {
    GradientGroups(settings.groups.all, batches: try batches(of: settings).count, ranks: count)
  }
}
