import TestSupport
import Testing
import Transformer

@testable import Training

@Suite struct TrainingSettingsTests {
  static let wrong: [(change: @Sendable (inout TrainingSettings) -> Void, message: String)] = [
    ({ $0.batchSize = 0 }, "batchSize: 0 (expected 1 or more); give another batchSize"),
    ({ $0.accumulation = 0 }, "accumulation: 0 (expected 1 or more); give another accumulation"),
    (
      { $0.batchSize = 1_000_001 }, "batchSize: 1000001 (expected at most 1000000); give another batchSize"
    ),
    (
      { $0.gradientGroups = 3 },
      "gradientGroups: 3 (expected a power of two from 1 to 1024); give another gradientGroups"
    ),
    (
      { $0.gradientGroups = 2048 },
      "gradientGroups: 2048 (expected a power of two from 1 to 1024); give another gradientGroups"
    ),
    (
      { ($0.gradientGroups, $0.accumulation) = (8, 6) },
      "gradientGroups: 8 (expected 1 or 2 with batchSize 4 and accumulation 6); give another gradientGroups"
    ),
    (
      { $0.gradientGroups = 8 },
      "gradientGroups: 8 (expected 1, 2 or 4 with batchSize 4 and accumulation 1); give another gradientGroups"
    ),
    (
      { $0.schedule.maximum = -1 },
      "learningRate: -1.0 (expected a finite number, 0 or above); give another learningRate"
    ),
    (
      { $0.schedule.minimum = 2 },
      "minimumLearningRate: 2.0 (expected 0 to learningRate 0.01); give another minimumLearningRate"
    ),
    ({ $0.schedule.warmupSteps = -1 }, "warmupSteps: -1 (expected 0 or more); give another warmupSteps"),
    (
      { $0.schedule.decaySteps = 4 },
      "warmupSteps: 5 is after the decay's end (expected at most decaySteps 4); "
        + "use a shorter warm-up or a later end"
    ),
    (
      { $0.schedule.shape = .wsd(cooldownFraction: 1.5) },
      "cooldownFraction: 1.5 (expected 0 to 1); give another cooldownFraction"
    ),
    (
      { $0.schedule.shape = .wsd(cooldownFraction: 0.9) },
      "cooldownFraction: a cool-down of 36 steps begins within the warm-up (expected at most 35 of decaySteps 40 after "
        + "warmupSteps 5); give a smaller cooldownFraction or warmupSteps"
    ),
    (
      { $0.alignment = .documents },
      "alignment: documents (expected data whose documents end in a separator; nothing tells where these end); use data "
        + "with a separator, or leave alignment out"
    ),
    ({ $0.optimizer.beta1 = 1 }, "beta1: 1.0 (expected 0 or above and below 1); give another beta1"),
    ({ $0.optimizer.beta2 = -0.5 }, "beta2: -0.5 (expected 0 or above and below 1); give another beta2"),
    ({ $0.optimizer.epsilon = 0 }, "epsilon: 0.0 (expected a finite number above 0); give another epsilon"),
    (
      { $0.optimizer.weightDecay = -.infinity },
      "weightDecay: -inf (expected a finite number, 0 or above); give another weightDecay"
    ),
    (
      {
        $0.muon = MuonSettings(); $0.muon?.momentum = 1
      },
      "momentum: 1.0 (expected 0 or above and below 1); give another momentum"
    ),
    (
      {
        $0.muon = MuonSettings(); $0.muon?.momentumWarmupSteps = -1
      },
      "momentumWarmupSteps: -1 (expected 0 or more); give another momentumWarmupSteps"
    ),
    (
      { $0.rates.head = .infinity },
      "headRate: inf (expected a finite number, 0 or above); give another headRate"
    ),
    ({ $0.clipNorm = 0 }, "clipNorm: 0.0 (expected a finite number above 0); give another clipNorm"),
    (
      { $0.positions = 17 },
      "window: 17 positions (expected 1 to the model's context length 16); use a shorter window"
    ),
  ]

  @Test(arguments: wrong.indices)
  func wrongSettingsAreRefusedByName(index: Int) throws {
    let settings = quickSettings(Self.wrong[index].change)
    let error = #expect(throws: TrainingError.self) {
      try Trainer(model: try smallModel(), settings: settings, data: someTokens(100))
    }
    #expect(error?.description == Self.wrong[index].message)
  }

  /// Every batch size and accumulation has groups: as many as divide its sequences, and whole batches or parts of one.
  @Test(arguments: [
    (32, 1, 8), (4, 1, 4), (6, 1, 2), (7, 1, 1), (1, 1, 1), (4, 2, 8), (1, 8, 8), (1, 16, 8), (3, 4, 4), (8, 3, 1),
    (4, 6, 2), (5, 12, 4), (1, 2, 2), (48, 24, 8),
  ])
  func usualGroupsDivideEveryStep(batchSize: Int, accumulation: Int, groups: Int) throws {
    let settings = quickSettings { ($0.batchSize, $0.accumulation) = (batchSize, accumulation) }
    #expect(settings.groups == GradientGroups(groups, batches: accumulation))
    try settings.validate()
    let chosen = quickSettings {
      ($0.batchSize, $0.accumulation, $0.gradientGroups) = (batchSize, accumulation, groups)
    }
    try chosen.validate()
    #expect(chosen.groups(batchSize: 3 * batchSize).all.isMultiple(of: groups))
  }
}
