import Transformer

/// A model and a training that fit a text and a time.
package struct RecipeChoice: Sendable, Equatable {
  package let model: ModelConfiguration
  /// Sequences in a pass, and passes in a step.
  package let batchSize, accumulation: Int
  package let steps, warmupSteps: Int
  package let learningRate: Double
  /// What the machine is expected to do, or was seen to.
  package let tokensPerSecond: Double

  package var tokensPerStep: Int { batchSize * accumulation * model.contextLength }
  /// Tokens of all steps.
  package var tokens: Double { Double(steps) * Double(tokensPerStep) }
  /// Seconds in steps.
  package var seconds: Double { tokens / tokensPerSecond }
}

/// What a person asks of a training.
package struct TrainingGoal: Sendable, Equatable {
  /// Seconds in all; nil for as many as the passes take.
  package let seconds: Double?
  /// Passes over the text at most.
  package let passes: Double

  /// Text that is repeated up to four times is almost as good as new text (see ``ScalingLaw``).
  private static let usualPasses = 4.0
  private static let usualHours = 1.0

  package init(seconds: Double?, passes: Double) {
    (self.seconds, self.passes) = (seconds, passes)
  }

  /// - Parameters:
  ///   - hours: nil for one hour, or for no limit if passes are given
  ///   - passes: nil for at most four
  package init(hours: Double?, passes: Double?) {
    seconds = (hours ?? (passes == nil ? Self.usualHours : nil)).map { $0 * 3600 }
    self.passes = passes ?? Self.usualPasses
  }
}
