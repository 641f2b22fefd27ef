import CommandSupport
import Formats
import Manifest
import Training

/// Those who are told of a run while it goes on: TensorBoard's event file, the page that is kept fresh, the samples.
///
/// What they write is made from `metrics.jsonl` or for the eye alone, so it is no output of the stage: who deletes
/// an event file does not ask for the training to run again.
final class RunWatchers {
  /// How a session of training ends.
  enum End { case succeeded, diverged, stopped }

  private let trainer: Trainer
  private let sampling: SamplePlan?
  private let samples: MetricsWriter?
  private let events: TensorBoardWriter?
  private let page: LivePage?
  private let progress: ProgressLine
  private var lastFlush = ContinuousClock.now
  private var hasEnded = false

  init(_ request: TrainRequest, trainer: Trainer, resumed: Bool, progress: ProgressLine) throws {
    self.trainer = trainer
    self.progress = progress
    sampling = request.sampling
    let folder = request.folder
    samples = try sampling.map { _ in
      try MetricsWriter(path: folder.samples, keepingThroughStep: resumed ? trainer.step : nil)
    }
    if request.choices.tensorboard ?? true {
      let now = Self.now
      events = try TensorBoardWriter(
        folder: folder.path, continuingAt: resumed ? trainer.step + 1 : nil, wallTime: now)
      let settings = request.settings.json.object ?? [:]
      try events?.append(TensorBoardEvent(wallTime: now, step: resumed ? trainer.step + 1 : 0, .settings(settings)))
    } else {
      events = nil
    }
    page = try request.choices.report.map {
      try LivePage($0, request: request, throughStep: resumed ? trainer.step : nil, progress: progress)
    }
  }

  /// After an error the page must not go on to say that the run is at work.
  deinit {
    if !hasEnded { page?.finish() }
  }

  private static var now: Double { Double(Timestamp.precise.nanoseconds) / 1e9 }

  /// Takes a record of `metrics.jsonl`.
  func took(_ record: JSONValue) throws {
    page?.took(record)
    guard let events, let event = TensorBoardEvent(metrics: record, wallTime: Self.now) else { return }
    try events.append(event)
    // Often enough for somebody who looks on, seldom enough to cost nothing.
    if (ContinuousClock.now - lastFlush).seconds > 2 { try flush() }
  }

  /// The model was validated: it may write, and the page is made anew.
  func validated(step: Int) throws {
    if let sampling { try sample(sampling, step) }
    page?.write(.running)
    try flush()
  }

  /// A checkpoint is durable: a session that goes on from it finds all events up to it.
  func saved() throws { try flush() }

  /// The session is over.
  func ended(_ end: End) throws {
    hasEnded = true
    if end != .stopped {
      try events?.append(
        TensorBoardEvent(wallTime: Self.now, step: trainer.step, .sessionEnd(succeeded: end == .succeeded)))
    }
    try events?.flush()
    events?.close()
    try samples?.close()
    page?.finish()
  }

  private func flush() throws {
    try events?.flush()
    lastFlush = .now
  }

  /// A sample that cannot be made is no reason to stop a training.
  private func sample(_ plan: SamplePlan, _ step: Int) throws {
    let text: String
    do {
      text = try plan.sample(trainer.currentModel())
    } catch {
      progress.say("\(LMTrain.tool): step \(step): no sample: \(FlagNames.text(of: error))", .warning)
      return
    }
    try samples?.append(["step": .integer(Int64(step)), "prompt": .string(plan.prompt), "text": .string(text)])
    try events?.append(TensorBoardEvent(sample: plan.prompt + text, step: step, wallTime: Self.now))
    page?.sampled(step: step, prompt: plan.prompt, text: text)
  }
}
