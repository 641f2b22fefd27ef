import CommandSupport
import Messages
import Planning
import Training

extension LMTrain {
  /// What the pieces of a run take: tried, or with `--dry-run` as what is known of this machine tells.
  ///
  /// - Throws: what training throws
  func costs(_ work: Workload, sampling: SamplePlan?) throws -> StepCosts {
    guard !stage.dryRun else {
      return try StepCosts(work.settings, on: ThisMachine.measurement(threads: threads.count, options: stage).value)
    }
    let budget = training.maxSeconds ?? 0
    if !stage.quiet { Terminal.note("\(LMTrain.tool): trying the first steps for --max-seconds \(budget)") }
    Interruption.install()
    return try BudgetTrial(work, sampling: sampling, output: output ?? "", budget: budget).costs()
  }
}

extension StepCosts {
  /// What a step takes on a machine that was measured; nothing is known of what comes between steps.
  init(_ settings: RunSettings, on machine: MachineMeasurement) {
    self.init(step: Double(settings.tokensPerStep) / machine.tokensPerSecond(settings.model))
  }
}

extension TrainingFlags {
  /// The same with the steps that a machine takes in the time that is asked for, if one is: those of a plan.
  ///
  /// - Throws: what `settings` throws
  func withSteps(on machine: MachineMeasurement, of settings: (TrainingFlags) throws -> RunSettings) throws -> Self {
    guard let maxSeconds else { return self }
    var flags = self
    flags.steps = TimeBudget.provisionalSteps
    let costs = try StepCosts(settings(flags), on: machine)
    flags.steps = costs.steps(within: maxSeconds) { RunPlan(steps: $0, validateEvery: 0, checkpointEvery: 0) } ?? 1
    return flags
  }
}
