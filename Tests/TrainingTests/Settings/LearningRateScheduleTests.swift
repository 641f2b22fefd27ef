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
}
