import Testing
import Training

@testable import Planning

/// How many steps fit a time, with clocks and costs that are made up.
@Suite struct StepCostsTests {
  /// Calls last as long as they say, in order; the last one for ever.
  private func pace(_ durations: [Double], warmUp: Int, fewest: Int, seconds: Double, atOnce: Int = 1) -> Double? {
    var (now, calls) = (100.0, 0)
    return StepPace.measure(warmUp: warmUp, fewest: fewest, seconds: seconds, clock: { now }) {
      now += durations[min(calls, durations.count - 1)]
      calls += 1
      return atOnce
    }
  }

  @Test("the first steps do not count, and the rest for as long as was asked")
  func pace() {
    #expect(pace([9, 5, 0.5], warmUp: 2, fewest: 3, seconds: 0.1) == 0.5)
    #expect(pace([9, 1, 2, 3], warmUp: 1, fewest: 3, seconds: 0) == 2)
    // 1 + 2 + 3 + 3 + 3 seconds are the first ones above 10.
    #expect(pace([9, 1, 2, 3], warmUp: 1, fewest: 1, seconds: 10) == 2.4)
    #expect(pace([1, 0.25], warmUp: 1, fewest: 8, seconds: 0, atOnce: 4) == 0.0625)
  }

  @Test("who asks to stop gets no pace")
  func stopped() {
    for warmUp in [0, 2] {
      #expect(StepPace.measure(warmUp: warmUp, fewest: 3, seconds: 1, clock: { 0 }) { nil } == nil)
    }
  }

  private func plan(_ steps: Int) -> RunPlan {
    RunPlan(steps: steps, validateEvery: (steps + 9) / 10, checkpointEvery: (steps + 4) / 5)
  }

  @Test("validations, checkpoints and what comes once are part of the time")
  func seconds() {
    let costs = StepCosts(step: 0.5, validation: 2, checkpoint: 1, once: 3)
    // 50 of steps, 10 validations, 5 checkpoints, and 3 once.
    let all: Double = 78
    #expect(costs.seconds(plan(100)) == all)
  }

  @Test(
    "as many steps as fit, and not one more",
    arguments: [(60.0, 64), (33.0, 21), (28.5, 13), (6.5, 1), (1000.0, 1944)])
  func fits(seconds: Double, steps: Int) {
    let costs = StepCosts(step: 0.5, validation: 2, checkpoint: 1, once: 3)
    let found = costs.steps(within: seconds, plan)
    #expect(costs.seconds(plan(found ?? 0)) <= seconds)
    #expect(found == steps)
  }

  @Test("too little time for one step, and time for all that can be asked for")
  func limits() {
    #expect(StepCosts(step: 2).steps(within: 1, plan) == nil)
    #expect(StepCosts(step: 1e-12).steps(within: 100, plan) == TrainingSettings.largestStep)
  }
}
