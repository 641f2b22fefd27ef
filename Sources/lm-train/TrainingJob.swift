import Checkpoints
import CommandSupport
import Formats
import Kernels
import Parallel
import Training
import Transformer

/// Carries out a request: as a stage of the pipeline, from the start point to the last step, to the report.
struct TrainingJob {
  private let request: TrainRequest

  init(_ request: TrainRequest) {
    self.request = request
  }

  func perform() throws {
    if !request.options.force, let known = try KnownDivergence(request) { throw known.failure }
    guard let summary = try stage().run(interruption: .bodyStops, train) else { return }
    if request.options.json {
      Terminal.text(summary.json.pretty)
    } else {
      summary.lines.forEach(Terminal.result)
    }
  }

  /// The checkpoint to go on from, every number checked; nil to begin at step 0.
  private func wholeCheckpoint() throws -> Checkpoint? {
    guard request.start != .beginning else { return nil }
    let (checkpoint, passedOver) = try request.folder.newestWhole()
    for problem in passedOver { Terminal.note("\(LMTrain.tool): passed over: \(problem)") }
    return checkpoint
  }

  /// The stage as the manifest knows it. A checkpoint that the run goes on from is no input: `StartPoint` has checked
  /// that the result is the one an uninterrupted run gives, so it has no part in the run's identity.
  private func stage() throws -> Stage {
    let folder = request.folder
    var configuration = request.settings.json.object ?? [:]
    configuration["seed"] = nil  // recorded as the run's seed
    return try Stage(
      tool: LMTrain.tool, semantics: 1, configuration: .object(configuration),
      seed: request.settings.training.seed,
      inputs: [StageInput("dataset", path: request.datasetFile)],
      outputs: [folder.configuration, folder.metrics, folder.checkpoint(step: request.settings.steps)],
      options: request.options)
  }

  private func train(_ run: StageRun) throws -> TrainingSummary {
    let settings = request.settings
    if let note = request.note { run.note(note) }
    let resumed = try wholeCheckpoint()
    let operations = try CPUOperations(team: ThreadTeam(threads: request.threads))
    let model = try LanguageModel(configuration: settings.model, operations: operations)
    let trainer = try Trainer(model: model, settings: settings.training, data: request.train)
    try prepareFolder(resumed, run)
    if let resumed {
      try run.goesOn(from: resumed.path)
      try resumed.restore(trainer)
    } else {
      model.initialize(seed: settings.training.seed)
    }
    let recorder = try TrainingRecorder(request, trainer: trainer, run: run, resumed: resumed?.header)
    recorder.sayStart()
    return try recorder.finish(follow(trainer, recorder))
  }

  /// Runs the loop; a divergence is recorded before it goes on as the stage's failure.
  private func follow(_ trainer: Trainer, _ recorder: TrainingRecorder) throws -> RunLoop.Ending {
    let loop = RunLoop(trainer: trainer, plan: request.plan, validate: validation(trainer))
    do {
      return try loop.run(
        lastValidated: recorder.lastValidated, shouldStop: { Interruption.requested }, observe: recorder.record)
    } catch TrainingError.diverged(let step, let loss, let gradientNorm) {
      throw try recorder.recordDivergence(step: step, what: "loss \(loss), gradient norm \(gradientNorm)")
    }
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
  private func prepareFolder(_ resumed: Checkpoint?, _ run: StageRun) throws {
    let folder = request.folder
    try Folder.create(folder.path)
    try Folder.removeAbandonedFiles(in: folder.path)
    if resumed == nil { try folder.clear() }
    let file = try AtomicFile.write(Array((request.settings.json.canonical + "\n").utf8), to: folder.configuration)
    try run.output(role: "config", file, kind: "config")
  }
}
