import Messages
import Platform

/// Linear warm-up, then a way down to the minimum, which stays.
///
///     t < warmup   t / warmup · maximum
///     t > decay    minimum
///
/// and between the two, with p from 0 to 1 as the way down goes:
///
///     cosine       minimum + ½ (1 + cos(π p)) (maximum − minimum), from warmup to decay, as CS336 defines it
///     linear       minimum + (1 − p) (maximum − minimum), from warmup to decay
///     wsd          maximum up to the last constant step; from there to decay as linear (the cool-down)
///
/// WSD (warm-up, stable, decay; Hu et al. 2024, https://arxiv.org/abs/2404.06395) does not depend on the number of steps
/// before its cool-down: a training can be extended from there as if it had been meant to be longer.
package struct LearningRateSchedule: Sendable, Equatable {
  /// How the rate comes down after the warm-up.
  package enum Shape: Sendable, Equatable {
    case cosine
    case linear
    /// Constant, and linear in the last part: `cooldownFraction` of ``decaySteps``, from 0 to 1.
    case wsd(cooldownFraction: Double)
  }

  package var maximum: Double
  package var minimum: Double
  /// Steps of warm-up; 0 starts at the maximum.
  package var warmupSteps: Int
  /// The step at which the minimum is reached.
  package var decaySteps: Int
  package var shape: Shape

  package init(maximum: Double, minimum: Double, warmupSteps: Int, decaySteps: Int, shape: Shape = .cosine) {
    self.maximum = maximum
    self.minimum = minimum
    self.warmupSteps = warmupSteps
    self.decaySteps = decaySteps
    self.shape = shape
  }

  /// The rate at step t. Where warm-up and decay end together, that step has the maximum.
  package func rate(at step: Int) -> Double {
    if step < warmupSteps { return Double(step) / Double(warmupSteps) * maximum }
    if step > decaySteps { return minimum }
    guard decaySteps > warmupSteps else { return maximum }
    switch shape {
    case .cosine:
      let progress = Double(step - warmupSteps) / Double(decaySteps - warmupSteps)
      return minimum + 0.5 * (1 + cos(.pi * progress)) * (maximum - minimum)
    case .linear: return rate(at: step, fallingFrom: warmupSteps)
    case .wsd: return rate(at: step, fallingFrom: lastConstantStep ?? warmupSteps)
    }
  }

  /// Of a straight line to the minimum.
  private func rate(at step: Int, fallingFrom start: Int) -> Double {
    guard step > start else { return maximum }
    let progress = Double(step - start) / Double(decaySteps - start)
    return minimum + (1 - progress) * (maximum - minimum)
  }

  /// Steps of the cool-down; nil for a schedule that has none.
  package var cooldownSteps: Int? {
    guard case .wsd(let fraction) = shape else { return nil }
    return Int((fraction * Double(decaySteps)).rounded())
  }

  /// The last step before the cool-down, never within the warm-up; nil for a schedule that has none.
  package var lastConstantStep: Int? { cooldownSteps.map { max(warmupSteps, decaySteps - $0) } }

  /// Up to which step this schedule has the rates of another one, so that a training that went by one can go on by the
  /// other: all steps of the same schedule; of two that have a cool-down and the same start, those before the earlier one.
  ///
  /// - Returns: 0 for schedules that are to be taken as different from the first step on
  package func stepsInCommon(with other: LearningRateSchedule) -> Int {
    if self == other { return .max }
    guard let own = lastConstantStep, let theirs = other.lastConstantStep, maximum == other.maximum,
      warmupSteps == other.warmupSteps
    else { return 0 }
    return min(own, theirs)
  }

  /// - Throws: ``TrainingError`` for a rate that is negative or not finite, a minimum above the maximum, negative
  ///   step counts, a warm-up that ends after the decay, or a cool-down that does not fit after the warm-up.
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
    try validateCooldown()
  }

  private func validateCooldown() throws {
    guard case .wsd(let fraction) = shape else { return }
    guard fraction >= 0, fraction <= 1 else {
      throw TrainingError.valueOutOfRange(field: "cooldownFraction", found: fraction, expected: "0 to 1")
    }
    let steps = cooldownSteps ?? 0
    guard steps <= decaySteps - warmupSteps else {
      throw TrainingError.cooldownWithinWarmup(cooldown: steps, warmup: warmupSteps, decay: decaySteps)
    }
  }
}
