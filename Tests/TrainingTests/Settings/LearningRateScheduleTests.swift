import Testing

@testable import Training

@Suite struct LearningRateScheduleTests {
  private static func schedule(warmup: Int, decay: Int) -> LearningRateSchedule {
    LearningRateSchedule(maximum: 1, minimum: 0.1, warmupSteps: warmup, decaySteps: decay)
  }

  @Test func everyPhaseJoinsTheNext() {
    let schedule = Self.schedule(warmup: 10, decay: 30)
    #expect(schedule.rate(at: 0) == 0)
    #expect(schedule.rate(at: 5) == 0.5)
    #expect(schedule.rate(at: 10) == 1)
    #expect(abs(schedule.rate(at: 20) - 0.55) < 1e-15)
    #expect(schedule.rate(at: 30) == 0.1)
    #expect(schedule.rate(at: 31) == 0.1)
    #expect(schedule.rate(at: 1_000_000) == 0.1)
  }

  @Test func noWarmupStartsAtTheMaximum() {
    #expect(Self.schedule(warmup: 0, decay: 10).rate(at: 0) == 1)
    #expect(Self.schedule(warmup: 0, decay: 10).rate(at: 10) == 0.1)
  }

  @Test func warmupAndDecayMayEndTogether() {
    let schedule = Self.schedule(warmup: 10, decay: 10)
    #expect([9, 10, 11].map(schedule.rate) == [0.9, 1, 0.1])
    #expect([0, 1].map(Self.schedule(warmup: 0, decay: 0).rate) == [1, 0.1])
  }

  private static func schedule(_ shape: LearningRateSchedule.Shape, warmup: Int = 4, decay: Int = 20)
    -> LearningRateSchedule
  {
    LearningRateSchedule(maximum: 3e-3, minimum: 1e-4, warmupSteps: warmup, decaySteps: decay, shape: shape)
  }

  /// Computed with fractions by Python: 4 steps of warm-up, an end at 20.
  static let goldens: [(shape: LearningRateSchedule.Shape, rates: [Int: Double])] = [
    (.linear, [1: 0.00075, 4: 0.003, 5: 0.00281875, 12: 0.00155, 19: 0.00028125, 20: 0.0001, 21: 0.0001]),
    (
      .wsd(cooldownFraction: 0.2),
      [1: 0.00075, 4: 0.003, 5: 0.003, 16: 0.003, 17: 0.002275, 18: 0.00155, 19: 0.000825, 20: 0.0001, 21: 0.0001]
    ),
    (
      .wsd(cooldownFraction: 0.5),
      [3: 0.00225, 4: 0.003, 10: 0.003, 11: 0.00271, 12: 0.00242, 16: 0.00126, 19: 0.00039, 20: 0.0001, 99: 0.0001]
    ),
    (.wsd(cooldownFraction: 0), [3: 0.00225, 4: 0.003, 19: 0.003, 20: 0.003, 21: 0.0001]),
  ]

  @Test("rates of every shape at chosen steps", arguments: goldens.indices)
  func ratesAtSteps(index: Int) {
    let schedule = Self.schedule(Self.goldens[index].shape)
    for (step, rate) in Self.goldens[index].rates {
      #expect(abs(schedule.rate(at: step) / rate - 1) < 1e-15, "step \(step)")
    }
  }

  @Test("a cool-down over all steps after the warm-up is the straight line")
  func wholeCooldown() {
    let (line, wsd) = (Self.schedule(.linear), Self.schedule(.wsd(cooldownFraction: 0.8)))
    #expect(wsd.lastConstantStep == 4 && line.lastConstantStep == nil)
    for step in 0...25 { #expect(line.rate(at: step) == wsd.rate(at: step), "step \(step)") }
  }

  @Test("up to the earlier cool-down, two schedules have the same rates, to the bit")
  func common() {
    let short = Self.schedule(.wsd(cooldownFraction: 0.2))
    var long = Self.schedule(.wsd(cooldownFraction: 0.1), decay: 50)
    long.minimum = 0
    #expect(short.stepsInCommon(with: long) == 16 && long.stepsInCommon(with: short) == 16)
    for step in 0...16 { #expect(short.rate(at: step) == long.rate(at: step)) }
    #expect(short.rate(at: 17) != long.rate(at: 17))
    #expect(short.stepsInCommon(with: short) == .max)
    #expect(long.lastConstantStep == 45)
  }

  @Test("other schedules have nothing in common")
  func nothingInCommon() {
    let wsd = Self.schedule(.wsd(cooldownFraction: 0.2))
    var (higher, later) = (wsd, wsd)
    higher.maximum = 1
    later.warmupSteps = 5
    for other in [higher, later, Self.schedule(.linear), Self.schedule(.cosine)] {
      #expect(wsd.stepsInCommon(with: other) == 0 && other.stepsInCommon(with: wsd) == 0)
    }
    #expect(Self.schedule(.cosine).stepsInCommon(with: Self.schedule(.cosine, decay: 30)) == 0)
  }
}
