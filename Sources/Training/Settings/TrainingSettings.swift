import Messages
import Transformer

/// The constants of AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101).
package struct AdamWSettings: Sendable, Equatable {
  /// Decay of the mean of gradients.
  package var beta1 = 0.9
  /// Decay of the mean of their squares.
  package var beta2 = 0.95
  /// Added to the root of the second moment.
  package var epsilon = 1e-8
  /// Each step multiplies every parameter by 1 − rate · weightDecay.
  package var weightDecay = 0.1
  /// Only parameters decay that the step makes smaller as well (Chen et al. 2025, https://arxiv.org/abs/2510.12402).
  package var isCautious = false

  package init() {}
}

/// How the matrices begin that write into the residual stream.
package enum ProjectionStart: String, Sendable, CaseIterable {
  /// As all others.
  case normal
  /// All zero: each block begins as the identity (Zhang et al. 2019, https://arxiv.org/abs/1901.09321).
  case zero
}

/// Everything that decides what a training run does, beside the model, its first parameters and the data.
package struct TrainingSettings: Sendable, Equatable {
  /// B: sequences in one forward and backward pass.
  package var batchSize = 32
  /// Passes whose gradients make one step.
  package var accumulation = 1
  /// Groups of a step's sequences in the sums of gradients and losses, which decide about the order of additions; nil means
  /// ``usualGroups``.
  package var gradientGroups: Int?
  /// T: tokens of a window; nil means the model's context length.
  package var positions: Int?
  package var schedule = LearningRateSchedule(maximum: 1e-3, minimum: 1e-4, warmupSteps: 250, decaySteps: 5_000)
  /// Constants of AdamW; the weight decay is Muon's as well.
  package var optimizer = AdamWSettings()
  /// Of Muon, which then moves the blocks' matrices, at the schedule's rate; nil leaves all to AdamW.
  package var muon: MuonSettings?
  /// Rates of AdamW that are not the schedule's.
  package var rates = RoleRates()
  /// Largest norm of the whole gradient; nil leaves it as it is.
  package var clipNorm: Double? = 1
  package var projectionStart = ProjectionStart.normal
  /// Parameters that stay as they are.
  package var frozen = FrozenParameters()
  /// Factors of low rank that are moved in place of matrices; nil to move parameters themselves.
  package var lora: LoRASettings?
  /// Where windows begin.
  package var alignment = WindowAlignment.unaligned
  /// Decides which windows are drawn.
  package var seed: UInt64 = 0

  package init() {}

  /// - Throws: ``TrainingError`` for the first value that makes no sense.
  package func validate() throws {
    try checkCount(batchSize, "batchSize")
    try checkCount(accumulation, "accumulation")
    try checkGroups()
    try schedule.validate()
    try check(optimizer.beta1, "beta1", "0 or above and below 1") { $0 >= 0 && $0 < 1 }
    try check(optimizer.beta2, "beta2", "0 or above and below 1") { $0 >= 0 && $0 < 1 }
    try check(optimizer.epsilon, "epsilon", "a finite number above 0") { $0 > 0 && $0.isFinite }
    try check(optimizer.weightDecay, "weightDecay", "a finite number, 0 or above") { $0 >= 0 && $0.isFinite }
    try muon?.validate()
    try rates.validate()
    if let clipNorm { try check(clipNorm, "clipNorm", "a finite number above 0") { $0 > 0 && $0.isFinite } }
  }

  /// What makes sense for a model only.
  ///
  /// - Throws: ``TrainingError`` for the first value that does not
  package func check(_ model: ModelConfiguration) throws {
    try frozen.check(model)
    try lora?.validate(self, model: model)
  }

  /// The last step that a run can come to. With `largestTokensPerStep` far above any use, and low enough that the
  /// tokens of all steps can be counted.
  package static let largestStep = 1_000_000_000
  private static let largestTokensPerStep = 8_000_000_000

  /// Tokens that a step predicts, in windows of `positions`.
  ///
  /// - Throws: ``TrainingError`` for counts that make no sense, alone or multiplied
  package func tokensPerStep(positions: Int) throws -> Int {
    try checkCount(batchSize, "batchSize")
    try checkCount(accumulation, "accumulation")
    let (tokens, overflow) = (batchSize * accumulation).multipliedReportingOverflow(by: positions)
    guard !overflow, tokens <= Self.largestTokensPerStep else {
      throw TrainingError.stepTooLarge(
        sequences: batchSize * accumulation, positions: positions, most: Self.largestTokensPerStep)
    }
    return tokens
  }

  /// Far above any use; keeps products of counts within `Int`.
  private static let largestCount = 1_000_000

  private func checkCount(_ value: Int, _ field: String) throws {
    guard value >= 1 else { throw TrainingError.countTooSmall(field: field, found: value, least: 1) }
    guard value <= Self.largestCount else {
      throw TrainingError.countTooLarge(field: field, found: value, most: Self.largestCount)
    }
  }

  private func check(_ value: Double, _ field: String, _ expected: Message, _ isRight: (Double) -> Bool) throws {
    guard isRight(value) else {
      throw TrainingError.valueOutOfRange(field: field, found: value, expected: expected)
    }
  }
}
