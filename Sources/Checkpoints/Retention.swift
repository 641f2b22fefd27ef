/// Which checkpoints of a run stay on disk.
package struct Retention: Sendable, Equatable {
  /// The newest `newest` stay; nil keeps all.
  package let newest: Int?
  /// Steps that are multiples of this stay as well.
  package let multiplesOf: Int?
  /// The step with the lowest validation loss stays as well.
  package let keepsBest: Bool
  /// This step stays in any case: a longer run can go on from it.
  package let lastConstantStep: Int?

  package init(newest: Int? = nil, multiplesOf: Int? = nil, keepsBest: Bool = false, lastConstantStep: Int? = nil) {
    self.newest = newest
    self.multiplesOf = multiplesOf
    self.keepsBest = keepsBest
    self.lastConstantStep = lastConstantStep
  }

  /// The newest checkpoint is never superfluous: a run must be able to go on.
  ///
  /// - Parameters:
  ///   - steps: the steps that have a checkpoint, in any order
  ///   - best: the step whose checkpoint had the lowest validation loss so far, if known
  /// - Returns: the steps to delete, ascending
  package func superfluous(among steps: [Int], best: Int?) -> [Int] {
    guard let newest else { return [] }
    let ascending = steps.sorted()
    return ascending.dropLast(max(1, newest)).filter { step in
      if let multiplesOf, step.isMultiple(of: multiplesOf) { return false }
      return step != lastConstantStep && !(keepsBest && step == best)
    }
  }
}
