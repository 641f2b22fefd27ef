/// When a run validates and saves, in steps.
package struct RunPlan: Sendable, Equatable {
  /// The last step.
  package var steps: Int
  /// Steps between validations; 0 for none. The last step is validated as well.
  package var validateEvery: Int
  /// Steps between checkpoints; 0 for only the last.
  package var checkpointEvery: Int
  /// A step after which there is a checkpoint in any case, because a longer run can go on from it; nil for none.
  package var lastConstantStep: Int?
  /// The run ends after so many validations in a row that find no lower loss than before; nil for never.
  package var patience: Int?

  package init(
    steps: Int, validateEvery: Int, checkpointEvery: Int, lastConstantStep: Int? = nil, patience: Int? = nil
  ) {
    self.steps = steps
    self.validateEvery = validateEvery
    self.checkpointEvery = checkpointEvery
    self.lastConstantStep = lastConstantStep
    self.patience = patience
  }

  /// Whether something that happens every `interval` steps, and at the end, happens after `step`.
  func isDue(_ step: Int, every interval: Int) -> Bool {
    interval > 0 && (step.isMultiple(of: interval) || step == steps)
  }

  /// Whether there is a checkpoint after `step`.
  func saves(after step: Int) -> Bool {
    step == steps || step == lastConstantStep || isDue(step, every: checkpointEvery)
  }

  /// How often something happens, in a run from the first step to the last, that comes every `interval` steps and at the end.
  private func count(every interval: Int) -> Int { interval > 0 ? (steps + interval - 1) / interval : 0 }

  /// Validations of the whole run.
  package var validations: Int { count(every: validateEvery) }

  /// Checkpoints of the whole run.
  package var checkpoints: Int {
    let regular = max(1, count(every: checkpointEvery))
    guard let lastConstantStep, lastConstantStep < steps, !isDue(lastConstantStep, every: checkpointEvery) else {
      return regular
    }
    return regular + 1
  }

  /// How many steps there are until something else is due, at least one before the end.
  func stepsToNextEvent(after step: Int) -> Int {
    let events = [validateEvery, checkpointEvery].filter { $0 > 0 }.map { $0 - step % $0 }
    let branch = lastConstantStep.flatMap { $0 > step ? $0 - step : nil }
    return (events + [branch].compactMap { $0 }).reduce(steps - step, min)
  }

  /// How many steps are best taken at once: a number up to `most` that divides all intervals, so that nothing is left to be
  /// taken alone; `most` itself if there is no such number of half its size.
  package func launchLength(most: Int) -> Int {
    let intervals = [steps, validateEvery, checkpointEvery, lastConstantStep ?? 0].filter { $0 > 0 }
    let length = (1...max(1, most)).last { length in intervals.allSatisfy { $0.isMultiple(of: length) } } ?? 1
    return length * 2 >= most ? length : min(most, intervals.min() ?? 1)
  }
}

/// What happened in a run, for those who record it.
package enum RunEvent: Sendable {
  /// Steps were taken, one or more at once.
  case stepped([StepReport])
  /// The model was validated as it is after this step.
  case validated(step: Int, EvaluationResult)
  /// The state after this step is to be saved now, before the next one.
  case saves(step: Int)
}

/// Drives a trainer from where it stands to the last step of a plan.
///
/// After each step, or the few that an engine takes at once, in this order: validate if due, save if due. When asked to stop it saves at once, without
/// finishing a validation: who stops it may not wait. The missing validation is made up for when the run goes on,
/// so a run that was stopped records in the end what an uninterrupted one does.
package struct RunLoop {
  /// How a run came to its end.
  package enum Ending: Sendable, Equatable {
    case finished
    /// Ended after this step, whose validation was the last that was waited for.
    case outOfPatience(step: Int)
    /// Stopped on request, saved after this step.
    case stopped(step: Int)
  }

  /// Evaluates the trainer's model; nil if `shouldStop` held before it was done.
  package typealias Validation = (_ shouldStop: () -> Bool) throws -> EvaluationResult?

  private let trainer: Trainer
  private let plan: RunPlan
  private let validate: Validation?
  private var watch: ValidationWatch

  /// A loop for one run; `validate` is nil if there is nothing to validate on.
  ///
  /// - Parameters:
  ///   - trainer: takes the steps
  ///   - plan: when what is due
  ///   - former: what validations have found in an earlier part of the run
  ///   - validate: evaluates the trainer's model
  package init(trainer: Trainer, plan: RunPlan, former: ValidationWatch = ValidationWatch(), validate: Validation?) {
    self.trainer = trainer
    self.plan = plan
    self.validate = validate
    watch = former
  }

  /// Trains until the plan's last step.
  ///
  /// - Parameters:
  ///   - lastValidated: the last step that has been validated, if this run goes on from an earlier one
  ///   - shouldStop: asked after the steps that are taken at once and during validation
  ///   - observe: is told everything in order; what it throws ends the run
  /// - Returns: whether it came to its end
  /// - Throws: `TrainingError.diverged`, and what reading data, validating or `observe` throws
  package mutating func run(
    lastValidated: Int?, shouldStop: () -> Bool, observe: (RunEvent) throws -> Void
  ) throws -> Ending {
    if trainer.step > 0, lastValidated != trainer.step { try validateIfDue(shouldStop, observe) }
    var saved = trainer.step
    while trainer.step < plan.steps {
      if shouldStop() {
        if saved != trainer.step { try observe(.saves(step: trainer.step)) }
        return .stopped(step: trainer.step)
      }
      try observe(
        .stepped(trainer.takeSteps(atMost: plan.stepsToNextEvent(after: trainer.step), until: plan.steps)))
      let isLast = trainer.step == plan.steps
      // The last validation is waited for: no later run would make up for it.
      if isLast || !shouldStop() { try validateIfDue(isLast ? { false } : shouldStop, observe) }
      if plan.saves(after: trainer.step) {
        try observe(.saves(step: trainer.step))
        saved = trainer.step
      }
      guard !isLast, let patience = plan.patience, watch.misses >= patience else { continue }
      if saved != trainer.step { try observe(.saves(step: trainer.step)) }
      return .outOfPatience(step: trainer.step)
    }
    return .finished
  }

  private mutating func validateIfDue(_ shouldStop: () -> Bool, _ observe: (RunEvent) throws -> Void) throws {
    guard let validate, plan.isDue(trainer.step, every: plan.validateEvery) else { return }
    guard let result = try validate(shouldStop) else { return }
    watch.took(loss: result.meanLoss)
    try observe(.validated(step: trainer.step, result))
  }
}
