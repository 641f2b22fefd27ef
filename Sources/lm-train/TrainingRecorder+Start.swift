import CommandSupport
import Messages

/// What is said before the first step.
extension TrainingRecorder {
  /// Says what will be trained, or where it goes on.
  func sayStart() {
    let settings = request.settings
    request.recipe?.lines(settings).forEach { progress.say("\(LMTrain.tool): \($0)") }
    let parameters = Units.counted(trainer.parameterCount, "parameter")
    if resumed != nil {
      progress.say(
        "\(LMTrain.tool): resuming from \(request.folder.checkpoint(step: firstStep)), "
          + "step \(firstStep) of \(settings.steps)")
      sayGap()
    }
    if resumed == nil, let initial = request.initial {
      progress.say("\(LMTrain.tool): beginning with \(Printable.path(initial.file.path))")
    }
    progress.say(
      "\(LMTrain.tool): \(parameters); \(Units.counted(settings.tokensPerStep, "token")) a step; "
        + "\(Units.counted(request.train.tokenCount, "training token")); "
        + Units.counted(request.threads, "thread"))
    if let lora = settings.training.lora {
      let count = lora.parameterCount(of: settings.model, frozen: settings.training.frozen)
      progress.say(
        "\(LMTrain.tool): adapters of rank \(lora.rank): \(Units.counted(count, "parameter")) are trained, all others stay"
      )
    }
    if request.train.marksPrompts {
      progress.say("\(LMTrain.tool): prompts are read and not learned: losses are those of completions alone")
    }
    sayChoices()
    let end = settings.training.schedule.decaySteps
    if resumed != nil, settings.steps > max(end, firstStep) {
      progress.say(
        "\(LMTrain.tool): the schedule ends at step \(end); the steps after it run at --min-lr "
          + "\(settings.training.schedule.minimum)")
    }
  }

  /// Says what was chosen for a time, and what windows see that begin at documents.
  private func sayChoices() {
    if resumed == nil, let budget = request.choices.budget {
      progress.say("\(LMTrain.tool): \(budget.line(request.plan))")
    }
    guard let starts = trainer.documentStarts else { return }
    let share = Units.fixed(100 * Double(starts.reachable) / Double(request.train.tokenCount), decimals: 1)
    progress.say(
      "\(LMTrain.tool): windows begin at \(Units.counted(starts.count, "document")); \(share)% of the training tokens are "
        + "among the first \(trainer.positions) of one")
  }

  /// Says that records are missing which the run once had.
  private func sayGap() {
    guard let gap = history.gap else { return }
    let steps = gap.count == 1 ? "step \(gap.lowerBound)" : "steps \(gap.lowerBound) to \(gap.upperBound)"
    progress.say(
      "\(LMTrain.tool): \(Printable.path(request.folder.metrics)): has no records of \(steps) (expected all up to "
        + "\(firstStep)); the learning curve has a gap there, the training itself has none",
      .warning)
    run.metric("metrics.missing_steps", Double(gap.count), step: firstStep)
  }
}
