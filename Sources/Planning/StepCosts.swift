import Training

/// What a run takes, piece by piece, in seconds.
package struct StepCosts: Sendable, Equatable {
  /// Of one step, validation and checkpoint.
  package var step, validation, checkpoint: Double
  /// Before the first step and after the last one, and what is to be left over.
  package var once: Double

  package init(step: Double, validation: Double = 0, checkpoint: Double = 0, once: Double = 0) {
    (self.step, self.validation, self.checkpoint, self.once) = (step, validation, checkpoint, once)
  }

  /// Seconds of a whole run.
  package func seconds(_ plan: RunPlan) -> Double {
    once + Double(plan.steps) * step + Double(plan.validations) * validation + Double(plan.checkpoints) * checkpoint
  }

  /// The largest number of steps whose run takes no more than a time.
  ///
  /// - Parameters:
  ///   - seconds: the time
  ///   - plan: the run of so many steps
  /// - Returns: nil if not even one step fits
  /// - Complexity: O(log of the steps that there can be) plans
  package func steps(within seconds: Double, _ plan: (_ steps: Int) -> RunPlan) -> Int? {
    func fits(_ steps: Int) -> Bool { self.seconds(plan(steps)) <= seconds }
    var (low, high) = (0, TrainingSettings.largestStep)
    if fits(high) { return high }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    // Intervals that are rounded may make a few steps more take less time.
    let most = (low + 1...low + 10).last(where: fits) ?? low
    return most == 0 ? nil : most
  }
}
