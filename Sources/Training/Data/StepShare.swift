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
  /// - Throws: ``TrainingError/stepNotDivisible(batchSize:accumulation:ranks:)``
  package func batches(of settings: TrainingSettings) throws -> (count: Int, sequences: Int) {
    let (batch, batches) = (settings.batchSize, settings.accumulation)
    if batches.isMultiple(of: count) { return (batches / count, batch) }
    guard count.isMultiple(of: batches), batch.isMultiple(of: count / batches) else {
      throw TrainingError.stepNotDivisible(batchSize: batch, accumulation: batches, ranks: count)
    }
    return (1, batch / (count / batches))
  }
}
