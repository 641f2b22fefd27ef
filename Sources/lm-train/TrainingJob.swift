import Checkpoints
import CommandSupport
import Formats
import Messages
import Reports
import Training
import Transformer

/// Carries out a request: as a stage of the pipeline, from the start point to the last step, to the report.
struct TrainingJob {
  private let command: LMTrain
  private let request: TrainRequest
  private let lock: OutputLock?
  /// Where other processes hear what is trained; nil where there are none.
  private let announcement: Announcement?

  /// Makes the request under the lock on the run's folder, so that what stands there stays what it is.
  ///
  /// - Throws: what `TrainRequest` throws, and `ToolFailure.tryAgain` if another process trains there
  init(_ command: LMTrain, announcement: Announcement? = nil) throws {
    self.command = command
    self.announcement = announcement
    let scope = OutputScope.folder(command.output ?? "")
    lock = command.stage.dryRun ? nil : try OutputLock.ifPossible(scope, tool: LMTrain.tool)
    if lock != nil { try ReplacedRuns(in: RunFolder(command.output ?? "")).restore() }
    request = try TrainRequest(command)
  }

  private init(_ job: TrainingJob, request: TrainRequest) {
    (command, lock, announcement) = (job.command, job.lock, job.announcement)
    self.request = request
  }

  func perform() throws {
    if !request.options.force, let known = try KnownDivergence(request) { throw known.failure }
    let summary = try stage().run(interruption: .bodyStops) { run in
      // Without the lock somebody may have been here since: the folder is looked at again, which is locked by now.
      let job = lock == nil ? TrainingJob(self, request: try repeated()) : self
      guard job.request.train.dataset.digest == request.train.dataset.digest else {
        throw FormatError.file(path: request.datasetFile, .changed)
      }
      guard job.request.settings == request.settings else {
        throw ToolFailure.tryAgain(
          "\(Printable.path(request.folder.path)): another run has been here since; run the same command again")
      }
      return try job.train(run)
    }
    guard let summary else { return }
    if request.options.json {
      Terminal.text(summary.json.pretty)
    } else {
      summary.lines.forEach(Terminal.result)
    }
  }

  /// The request made again, with what was chosen for it already.
  private func repeated() throws -> TrainRequest {
    try TrainRequest(command, recipe: request.recipe, budget: request.choices.budget)
  }

  /// The checkpoint to go on from, every number checked; nil to begin at step 0.
  private func wholeCheckpoint() throws -> Checkpoint? {
    guard request.start != .beginning else { return nil }
    let (checkpoint, passedOver) = try request.folder.newestWhole(through: request.start.lastStep)
    LMTrain.noteSkipped(passedOver)
    if let checkpoint { try checkSettings(checkpoint) }
    return checkpoint
  }

  /// The newest whole checkpoint may be an older one than that whose header was looked at.
  private func checkSettings(_ checkpoint: Checkpoint) throws {
    guard let settings = RunSettings(json: checkpoint.header.settings) else {
      throw CheckpointError.checkpoint(path: checkpoint.path, .unreadableSettings)
    }
    let changes = StartPoint.changes(
      checkpoint.header, settings, to: request.settings, dataset: request.train.dataset, goesOn: true)
    guard changes.isEmpty else {
      throw ToolFailure.badData(
        "\(Printable.path(checkpoint.path)): of a run with other settings: \(changes.joined(separator: ", ")); "
          + "move it away, or start over with --force")
    }
  }

  /// The stage as the manifest knows it. A checkpoint that the run goes on from is no input: `StartPoint` has checked
  /// that the result is the one an uninterrupted run gives, so it has no part in the run's identity.
  private func stage() throws -> Stage {
    let folder = request.folder
    var configuration = request.settings.json.object ?? [:]
    configuration["seed"] = nil  // recorded as the run's seed
    configuration["patience"] = request.patience.map { .integer(Int64($0)) }
    let stage = try Stage(
      tool: LMTrain.tool, semantics: 1, configuration: .object(configuration),
      seed: request.settings.training.seed,
      inputs: [StageInput("dataset", path: request.datasetFile)]
        + (request.initial?.file.files ?? []).map { StageInput("initial model", path: $0, isOpen: true) },
      outputs: request.results,
      scope: { .folder(folder.path) }, options: request.options)
    stage.listed = request.train.listedFiles + (request.valid?.listedFiles ?? [])
    // The page that is kept fresh is no output, but it is written over all the same.
    stage.pages = request.choices.report.map { [$0] } ?? []
    stage.recognises = { [report = request.choices.report] in RunFile.isOne($0, report: report) }
    stage.lock = lock
    return stage
  }

  private func train(_ run: StageRun) throws -> TrainingSummary {
    let settings = request.settings
    if let note = request.note { run.note(note) }
    let resumed = try wholeCheckpoint()
    try announcement?.begin(
      AnnouncedTraining(
        settings: settings, choices: request.choices, dataset: request.train.dataset.digest.hex,
        checkpoint: resumed?.path))
    let engine = try Engine(request.work, group: announcement?.group) { line in
      if !run.quiet { Terminal.note("\(LMTrain.tool): \(line)") }
    }
    run.computes(on: engine.device)
    run.isShared(by: announcement?.ranks)
    let trainer = engine.trainer
    // All that names the data has been read; of the shards themselves every frame is checked when it is read.
    try run.checkInputs()
    try run.checkListed()
    try prepareFolder(resumed, run, engine)
    if let resumed {
      try run.resumes(from: resumed.path)
      try resumed.restore(trainer)
    } else {
      engine.model.initialize(settings.training)
      try request.initial?.fill(engine.model)
    }
    let recorder = try TrainingRecorder(request, trainer: trainer, run: run, resumed: resumed?.header)
    recorder.sayStart()
    if request.lacksValidation, !run.quiet {
      Terminal.note(
        "\(LMTrain.tool): the dataset has no validation split, so nothing tells what the model makes of text that it has "
          + "not seen; make it with shard --valid-fraction 0.01, or set --validate-every 0")
    }
    let summary = try recorder.finish(follow(trainer, recorder))
    try run.checkListed()
    try ReplacedRuns(in: request.folder).remove()
    return summary
  }

  /// Runs the loop; a divergence is recorded before it goes on as the stage's failure.
  private func follow(_ trainer: Trainer, _ recorder: TrainingRecorder) throws -> RunLoop.Ending {
    var loop = RunLoop(
      trainer: trainer, plan: request.plan, former: recorder.history.watch, validate: validation(trainer))
    let log = command.ranks.log(announcement?.group, trainer, of: request.plan, quiet: command.stage.quiet)
    try announcement?.validated(recorder.lastValidated, recorder.history.watch)
    do {
      return try loop.run(lastValidated: recorder.lastValidated, shouldStop: shouldStop(trainer)) { event in
        try recorder.record(event)
        log?.took(event)
      }
    } catch TrainingError.diverged(let step, let loss, let gradientNorm) {
      throw try recorder.recordDivergence(step: step, what: "loss \(loss), gradient norm \(gradientNorm)")
    }
  }

  /// Processes that train together stop after the same step.
  private func shouldStop(_ trainer: Trainer) -> () -> Bool {
    announcement == nil ? { Interruption.requested } : { trainer.engine.hasAgreedToStop }
  }

  private func validation(_ trainer: Trainer) -> RunLoop.Validation? {
    struct Stopped: Error {}
    guard let valid = request.valid else { return nil }
    return { shouldStop in
      do {
        return try trainer.evaluate(valid, maxTokens: request.validationTokens) { _, _ in
          if shouldStop() { throw Stopped() }
        }
      } catch is Stopped {
        return nil
      }
    }
  }

  /// Makes the folder hold this run and nothing of another one, and writes config.json.
  private func prepareFolder(_ resumed: Checkpoint?, _ run: StageRun, _ engine: Engine) throws {
    let folder = request.folder
    try Folder.removeAbandonedFiles(in: folder.path)
    try setAside(resumed, run)
    var members = request.settings.json.object ?? [:]
    members[RunChoices.key] = request.choices.json
    members["engine"] = engine.json
    let file = try AtomicFile.write(
      Array((JSONValue.object(members).canonical + "\n").utf8), to: folder.configuration)
    try run.output(role: "config", file, kind: "config")
  }
}

extension TrainingJob {
  /// Moves aside what stands there and is not what the run goes on from.
  private func setAside(_ resumed: Checkpoint?, _ run: StageRun) throws {
    let replaced = ReplacedRuns(in: request.folder)
    let last = request.start.lastStep
    guard let former = try resumed == nil ? replaced.setAside() : replaced.setAside(after: last) else { return }
    former.files.forEach(run.pruned)
    guard !run.quiet else { return }
    let what =
      resumed == nil
      ? "what stood in \(Printable.path(request.folder.path)) is"
      : "checkpoints after step \(Units.grouped(last)), of the former cool-down, are"
    Terminal.note(
      "\(LMTrain.tool): \(what) in \(Printable.path(former.place)) until this run is finished")
  }
}

/// The files of a run's folder, known by their content.
enum RunFile {
  /// Whether lm-train wrote a file.
  static func isOne(_ path: String, report: String?) -> Bool {
    if path == report { return ReportPage.isOne(path) }
    return switch FilePath.name(path) {
    case "config.json": FileHead.contains(["\"context_length\":", "\"warmup_steps\":"], path)
    case "metrics.jsonl": FileHead.contains(["\"step\":"], path)
    default: FileHead.contains(["letterpress_version"], path)
    }
  }
}
