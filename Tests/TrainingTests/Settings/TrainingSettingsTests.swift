import Testing

@testable import Training

@Suite struct TrainingSettingsTests {
  static let wrong: [(change: @Sendable (inout TrainingSettings) -> Void, message: String)] = [
    ({ $0.batchSize = 0 }, "--batch-size: 0 (expected 1 or more); give another --batch-size"),
    ({ $0.accumulation = 0 }, "--gradient-accumulation: 0 (expected 1 or more); give another --gradient-accumulation"),
    (
      { $0.batchSize = 1_000_001 }, "--batch-size: 1000001 (expected at most 1000000); give another --batch-size"
    ),
    ({ $0.schedule.maximum = -1 }, "--lr: -1.0 (expected a finite number, 0 or above); give another --lr"),
    ({ $0.schedule.minimum = 2 }, "--min-lr: 2.0 (expected 0 to --lr 0.01); give another --min-lr"),
    ({ $0.schedule.warmupSteps = -1 }, "--warmup-steps: -1 (expected 0 or more); give another --warmup-steps"),
    (
      { $0.schedule.decaySteps = 4 },
      "--warmup-steps: 5 is after the decay's end (expected at most --decay-steps 4); "
        + "use a shorter warm-up or a later end"
    ),
    ({ $0.optimizer.beta1 = 1 }, "--beta1: 1.0 (expected 0 or above and below 1); give another --beta1"),
    ({ $0.optimizer.beta2 = -0.5 }, "--beta2: -0.5 (expected 0 or above and below 1); give another --beta2"),
    ({ $0.optimizer.epsilon = 0 }, "--eps: 0.0 (expected a finite number above 0); give another --eps"),
    (
      { $0.optimizer.weightDecay = -.infinity },
      "--weight-decay: -inf (expected a finite number, 0 or above); give another --weight-decay"
    ),
    ({ $0.clipNorm = 0 }, "--clip: 0.0 (expected a finite number above 0); give another --clip"),
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
}
