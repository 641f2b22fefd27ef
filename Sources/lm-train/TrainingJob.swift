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
    let resumed = try wholeCheckpoint()
    guard let summary = try stage(resumed).run(interruption: .bodyStops, { try train(from: resumed, as: $0) })
    else { return }
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

  private func stage(_ resumed: Checkpoint?) throws -> Stage {
    let folder = request.folder
    var inputs = [StageInput("dataset", path: request.datasetFile)]
    // An extended run gives what an uninterrupted one gives: the checkpoint must not become part of its identity.
    if let resumed, request.start == .newestCheckpoint(isExtended: false) { inputs.append(.resumed(resumed.path)) }
    var configuration = request.settings.json.object ?? [:]
    configuration["seed"] = nil  // recorded as the run's seed
    return try Stage(
      tool: LMTrain.tool, semantics: 1, configuration: .object(configuration),
      seed: request.settings.training.seed,
      inputs: inputs,
      outputs: [folder.configuration, folder.metrics, folder.checkpoint(step: request.settings.steps)],
      options: request.options)
  }

  private func train(from resumed: Checkpoint?, as run: StageRun) throws -> TrainingSummary {
    let settings = request.settings
    let operations = try CPUOperations(team: ThreadTeam(threads: request.threads))
    let model = try LanguageModel(configuration: settings.model, operations: operations)
    let trainer = try Trainer(model: model, settings: settings.training, data: request.train)
    try prepareFolder(resumed, run)
    if let resumed {
      try resumed.restore(trainer)
    } else {
      model.initialize(seed: settings.training.seed)
    }
    let recorder = try TrainingRecorder(request, trainer: trainer, run: run, resumed: resumed)
    recorder.sayStart(resumed)
    return try recorder.finish(follow(trainer, recorder))
  }

  /// Runs the loop; a divergence is recorded before it goes on as the stage's failure.
  private func follow(_ trainer: Trainer, _ recorder: TrainingRecorder) throws -> RunLoop.Ending {
    let loop = RunLoop(trainer: trainer, plan: request.plan, validate: validation(trainer))
    do {
      return try loop.run(
        lastValidated: recorder.lastValidated, shouldStop: { Interruption.requested }, observe: recorder.record)
    } catch TrainingError.diverged(let step, let loss, let gradientNorm) {
      throw try recorder.recordDivergence(step: step, loss: loss, gradientNorm: gradientNorm)
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
