import Checkpoints
import CommandSupport
import Formats
import Messages
import Training

/// Writes down what happens in a run: metrics.jsonl, checkpoints and their retention, the manifest, progress; tells
/// those who watch.
final class TrainingRecorder {
  /// The last step whose validation is on record.
  var lastValidated: Int? { history.lastValidated }

  let request: TrainRequest
  let trainer: Trainer
  let run: StageRun
  private let metrics: MetricsWriter
  private let watchers: RunWatchers
  let progress: ProgressLine
  let firstStep: Int
  /// What the checkpoint said that this run goes on from.
  let resumed: CheckpointHeader?
  private(set) var history = RunHistory()
  private let secondsBefore: Double
  /// Clock of this process, and of the last event, for rates.
  private let began = ContinuousClock.now
  private var lastEvent = ContinuousClock.now
  private var tokensHere = 0
  /// Seconds in steps alone, validation and checkpoints left out.
  private var stepSeconds = 0.0

  init(_ request: TrainRequest, trainer: Trainer, run: StageRun, resumed: CheckpointHeader?) throws {
    self.request = request
    self.trainer = trainer
    self.run = run
    self.resumed = resumed
    firstStep = trainer.step
    if resumed != nil {
      history = try RunHistory(
        metrics: request.folder.metrics, throughStep: firstStep,
        stride: max(request.logEvery, request.formerLogEvery ?? 1))
    }
    secondsBefore = history.seconds
    metrics = try MetricsWriter(
      path: request.folder.metrics, keepingThroughStep: resumed == nil ? nil : firstStep)
    progress = ProgressLine(
      label: "\(LMTrain.tool): training", unit: .items("steps"), total: request.plan.steps, alreadyDone: firstStep,
      quiet: run.quiet)
    watchers = try RunWatchers(request, trainer: trainer, resumed: resumed != nil, progress: progress)
  }

  /// Wall-clock seconds of the whole run, those before a resume included.
  private var seconds: Double { secondsBefore + (ContinuousClock.now - began).seconds }

  /// Takes note of one event.
  func record(_ event: RunEvent) throws {
    switch event {
    case .stepped(let reports):
      // Steps that are taken at once took the same time each.
      let duration = (ContinuousClock.now - lastEvent).seconds / Double(max(1, reports.count))
      for report in reports { try recordStep(report, took: duration) }
    case .validated(let step, let result): try recordValidation(step, result)
    case .saves(let step): try save(step)
    }
    lastEvent = ContinuousClock.now
  }

  private func recordStep(_ report: StepReport, took duration: Double) throws {
    let rate = Double(report.tokens) / duration
    history.addLoss(report.loss)
    tokensHere += report.tokens
    stepSeconds += duration
    if report.step == 1 || report.step.isMultiple(of: request.logEvery) || report.step == request.plan.steps {
      try record([
        "step": .integer(Int64(report.step)), "split": "train", "seconds": .number(seconds),
        "tokens": .integer(Int64(report.step * report.tokens)), "loss": .number(report.loss),
        "lr": .number(report.learningRate), "gradient_norm": .number(report.gradientNorm),
        "tokens_per_second": .number(rate),
      ])
    }
    progress.update(
      report.step, result: "loss \(Units.fixed(report.loss, decimals: 3))",
      note: Units.rate(rate, unit: .items("tokens")))
  }

  private func recordValidation(_ step: Int, _ result: EvaluationResult) throws {
    // A token that only this split holds may show what training has not come to.
    guard result.meanLoss.isFinite else {
      throw try recordDivergence(step: step, what: "validation loss \(result.meanLoss.isNaN ? .nan : result.meanLoss)")
    }
    history.addValidation(step: step, loss: result.meanLoss)
    try record([
      "step": .integer(Int64(step)), "split": "valid", "seconds": .number(seconds),
      "tokens": .integer(Int64(trainer.tokensSeen)), "valid_loss": .number(result.meanLoss),
      "perplexity": .number(result.perplexity), "valid_tokens": .integer(Int64(result.tokens)),
    ])
    progress.say(
      "\(LMTrain.tool): step \(step): validation loss \(Units.fixed(result.meanLoss, decimals: 4)), "
        + "perplexity \(Units.fixed(result.perplexity, decimals: 2))")
    try watchers.validated(step: step)
  }

  /// Writes a record and tells those who watch.
  private func record(_ record: JSONValue) throws {
    try metrics.append(record)
    try watchers.took(record)
  }

  private func save(_ step: Int) throws {
    // A step with a finite gradient can still push a parameter beyond what a float holds.
    guard try trainer.engine.sumOfSquaresOfParameters().isFinite else {
      throw try recordDivergence(step: step, what: "loss \(history.lastLoss ?? .nan), gradient norm inf")
    }
    let header = CheckpointHeader(
      step: step, settings: request.settings.json, vocabularyDigest: request.train.dataset.vocabularyDigest,
      dataDigest: request.train.dataset.digest)
    // Who goes on from the checkpoint needs the records up to it.
    try metrics.sync()
    let file = try Checkpoint.write(trainer, header: header, to: request.folder.checkpoint(step: step))
    try run.output(role: "checkpoint", file, kind: "checkpoint")
    try watchers.saved()
    try prune()
  }

  /// Removes what need not be kept, after the manifest knows of it: a kill in between leaves a file too many, which
  /// the next checkpoint removes, and no gap in the lineage.
  private func prune() throws {
    // One of a later step is damaged, or the run would have gone on from it: it is not the newest to keep.
    let steps = try request.folder.steps().filter { $0 <= trainer.step }
    let superfluous = request.retention.superfluous(among: steps, best: history.best(among: steps))
      .map(request.folder.checkpoint(step:))
    superfluous.forEach(run.pruned)
    try run.record()
    for path in superfluous { try Folder.removeFile(path) }
  }

  // MARK: The end

  /// Closes the records; gives the summary of a finished run.
  ///
  /// - Throws: `ToolFailure.interrupted` for a run that was stopped
  func finish(_ ending: RunLoop.Ending) throws -> TrainingSummary {
    if let resumed, firstStep == request.plan.steps { try adopt(resumed) }
    if case .outOfPatience(let step) = ending { try recordEarlyEnd(step) }
    if case .stopped = ending { try closeRecords(.stopped) } else { try closeRecords(.succeeded) }
    let rate = tokensHere == 0 ? nil : Double(tokensHere) / stepSeconds
    switch ending {
    case .stopped(let step):
      let total = request.plan.steps
      throw Interruption.failure(
        step == 0
          ? "stopped before the first of \(total) steps; run the same command again"
          : "stopped after step \(step) of \(total), saved in "
            + "\(Printable.path(request.folder.checkpoint(step: step))); continue with --resume")
    case .finished, .outOfPatience:
      let steps = trainer.step
      let there = try request.folder.steps()
      let best = best(among: there)
      let summary = TrainingSummary(
        steps: steps, firstLoss: history.firstLoss, lastLoss: history.lastLoss,
        validationLoss: history.validationLosses[steps], seconds: seconds, tokensPerSecond: rate,
        tokensPerStep: trainer.tokensPerStep,
        checkpoint: request.folder.checkpoint(step: steps), best: best,
        budget: resumed == nil ? request.choices.budget : nil,
        kept: request.choices.kept(
          there.count, hasBest: best != nil,
          beforeCooldown: request.plan.lastConstantStep.flatMap { there.contains($0) ? $0 : nil }))
      for (name, value) in summary.metrics { run.metric(name, value, step: steps) }
      if let overrun = summary.overrun { Terminal.note("\(LMTrain.tool): \(overrun)", .warning) }
      return summary
    }
  }

  /// The member of the last record of a run that ended early: after how many validations without a lower loss.
  static let endedEarlyKey = "ended_early"

  private func recordEarlyEnd(_ step: Int) throws {
    let misses = history.watch.misses
    try record([
      "step": .integer(Int64(step)), "split": "valid", "seconds": .number(seconds),
      Self.endedEarlyKey: .integer(Int64(misses)),
    ])
    progress.say(
      "\(LMTrain.tool): ended after step \(step) of \(request.plan.steps): no lower validation loss in "
        + "\(Units.counted(misses, "validation")); \(Printable.path(request.folder.path))/best has the lowest")
  }

  private func best(among steps: [Int]) -> (path: String, step: Int, loss: Double)? {
    guard let step = history.best(among: steps), let loss = history.validationLosses[step] else { return nil }
    return (request.folder.checkpoint(step: step), step, loss)
  }

  /// Makes the checkpoint that the run found at its last step its own: there was nothing left to train.
  private func adopt(_ last: CheckpointHeader) throws {
    guard last.settings == request.settings.json else { return try save(firstStep) }
    try run.output(role: "checkpoint", path: request.folder.checkpoint(step: firstStep), kind: "checkpoint")
    // The run that wrote it may have been killed before it removed the older ones.
    try prune()
  }

  /// Puts the divergence on record and gives the failure to end the stage with.
  ///
  /// `what` says which numbers are not finite.
  func recordDivergence(step: Int, what: String) throws -> ToolFailure {
    try record(KnownDivergence.record(step: step, request))
    try closeRecords(.diverged)
    run.metric("diverged", 1, step: step)
    let kept = try request.folder.steps().last.map { "; the last good state is \(request.folder.checkpoint(step: $0))" }
    return .diverged(
      "diverged at step \(step): \(what) (expected finite numbers)\(kept ?? ""); "
        + "start over with a lower --lr, a longer --warmup-steps or a smaller --clip")
  }

  private func closeRecords(_ end: RunWatchers.End) throws {
    try watchers.ended(end)
    progress.finish()
    try metrics.close()
    try run.output(role: "metrics", path: request.folder.metrics, kind: "metrics")
  }
}
