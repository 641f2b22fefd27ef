import Messages
import Platform

/// Linear warm-up, half a cosine down, then constant, as CS336 defines it.
///
///     t < warmup            t / warmup · maximum
///     warmup ≤ t ≤ decay    minimum + ½ (1 + cos(π (t − warmup) / (decay − warmup))) (maximum − minimum)
///     t > decay             minimum
package struct LearningRateSchedule: Sendable, Equatable {
  package var maximum: Double
  package var minimum: Double
  /// Steps of warm-up; 0 starts at the maximum.
  package var warmupSteps: Int
  /// The step at which the cosine ends.
  package var decaySteps: Int

  package init(maximum: Double, minimum: Double, warmupSteps: Int, decaySteps: Int) {
    self.maximum = maximum
    self.minimum = minimum
    self.warmupSteps = warmupSteps
    self.decaySteps = decaySteps
  }

  /// The rate at step t. Where warm-up and decay end together, that step has the maximum.
  package func rate(at step: Int) -> Double {
    if step < warmupSteps { return Double(step) / Double(warmupSteps) * maximum }
    if step > decaySteps { return minimum }
    guard decaySteps > warmupSteps else { return maximum }
    let progress = Double(step - warmupSteps) / Double(decaySteps - warmupSteps)
    return minimum + 0.5 * (1 + cos(.pi * progress)) * (maximum - minimum)
  }

  /// - Throws: ``TrainingError`` for a rate that is negative or not finite, a minimum above the maximum, negative
  ///   step counts, or a warm-up that ends after the decay.
  package func validate() throws {
    guard maximum >= 0, maximum.isFinite else {
      throw TrainingError.valueOutOfRange(
        field: "learningRate", found: maximum, expected: "a finite number, 0 or above")
    }
    guard minimum >= 0, minimum <= maximum else {
      throw TrainingError.valueOutOfRange(
        field: "minimumLearningRate", found: minimum, expected: "0 to \(field: "learningRate") \(maximum)")
    }
    guard warmupSteps >= 0 else {
      throw TrainingError.countTooSmall(field: "warmupSteps", found: warmupSteps, least: 0)
    }
    guard decaySteps >= 0 else {
      throw TrainingError.countTooSmall(field: "decaySteps", found: decaySteps, least: 0)
    }
    guard warmupSteps <= decaySteps else {
      throw TrainingError.warmupAfterDecay(warmup: warmupSteps, decay: decaySteps)
    }
  }
}
