import Kernels
import Transformer

/// What one step did.
package struct StepReport: Sendable, Equatable {
  /// The step's number, from 1.
  package let step: Int
  /// Mean loss in nats of the tokens that the loss asks for, before the step.
  package let loss: Double
  /// Norm of the whole gradient before clipping.
  package let gradientNorm: Double
  package let learningRate: Double
  /// Tokens that the step predicted.
  package let tokens: Int
}

/// Trains a model one step at a time; between steps everything can be looked at, saved and restored.
///
/// It draws the windows and knows the schedule; a ``TrainingStep`` does the work. Step s uses the schedule's rate at s,
/// counted from 1, so that the first step moves and the last one of the decay has the minimum.
package final class Trainer {
  package let settings: TrainingSettings
  /// T: tokens of a window.
  package let positions: Int
  /// Tokens that one step predicts.
  package let tokensPerStep: Int
  /// Steps completed.
  package internal(set) var step = 0
  /// Tokens predicted in all steps.
  package internal(set) var tokensSeen = 0
  /// What computes a step.
  package let engine: any TrainingStep

  let data: any TokenSource
  /// Where windows begin that begin at documents; nil if they begin anywhere.
  package let documentStarts: DocumentStarts?
  /// What this process computes of each step, and its batches.
  private let share: StepShare
  private let own: (count: Int, sequences: Int)
  /// As it was after the last step that was taken.
  var sampler: WindowSampler
  /// As it was after each step whose windows have been drawn since, and after the last window of all.
  private var drawnSteps: [WindowSampler] = []
  private var drawing: WindowSampler
  /// Batches drawn of the step that is being drawn.
  private var drawnBatches = 0
  /// What ended the steps whose reports were given before.
  private var divergence: TrainingError?

  /// A trainer whose steps this machine's cores compute. Takes the model as it is: initialise or load it before the first
  /// step.
  ///
  /// - Throws: ``TrainingError`` if the settings make no sense, the data is shorter than a window or has no documents for
  ///   windows to begin at, `ModelError` if
  ///   this machine's memory is too small.
  package convenience init(model: LanguageModel, settings: TrainingSettings, data: any TokenSource) throws {
    try self.init(settings: settings, data: data, contextLength: model.configuration.contextLength) { shape in
      try CPUTrainingStep(model: model, shape: shape, settings: settings)
    }
  }

  /// A trainer whose steps are computed by what `engine` makes for batches of a shape.
  ///
  /// With a `share` it reads only those windows: `engine` exchanges with those who have the others, so that all take the
  /// same steps.
  ///
  /// - Throws: as above, and what `engine` throws
  package init(
    settings: TrainingSettings, data: any TokenSource, contextLength: Int, share: StepShare = .whole,
    engine: (_ shape: BatchShape) throws -> any TrainingStep
  ) throws {
    try settings.validate()
    let positions = settings.positions ?? contextLength
    guard positions >= 1, positions <= contextLength else {
      throw TrainingError.windowLongerThanContext(positions: positions, contextLength: contextLength)
    }
    tokensPerStep = try settings.tokensPerStep(positions: positions)
    guard data.tokenCount > positions else {
      throw TrainingError.dataTooShort(tokens: data.tokenCount, positions: positions)
    }
    documentStarts = try settings.alignment == .documents ? DocumentStarts(of: data, positions: positions) : nil
    self.settings = settings
    self.positions = positions
    self.data = data
    self.share = share
    own = try share.batches(of: settings)
    self.engine = try engine(BatchShape(batch: own.sequences, positions: positions))
    sampler = WindowSampler(seed: settings.seed)
    drawing = sampler
  }

  /// The model as it is after the last step.
  ///
  /// - Throws: what a device says that does not give it back
  package func currentModel() throws -> LanguageModel { try engine.currentModel() }

  /// Trainable parameters of the model.
  package var parameterCount: Int { ParameterLayout(engine.configuration).parameterCount }

  /// Takes one step.
  ///
  /// - Returns: what it did
  /// - Throws: as ``takeSteps(atMost:until:)``
  package func takeStep() throws -> StepReport { try takeSteps(atMost: 1, until: step + 1)[0] }

  /// Takes some steps, as many as the engine takes at once.
  ///
  /// - Parameters:
  ///   - most: no more than these
  ///   - last: the last step that will ever be asked for: data of later ones is not read
  /// - Returns: what they did, at least one
  /// - Throws: ``TrainingError/diverged(step:loss:gradientNorm:)`` if loss or gradient of the next step is not finite, or
  ///   what the data source throws. The trainer is then as it was after the last completed step.
  package func takeSteps(atMost most: Int, until last: Int) throws -> [StepReport] {
    if let divergence {
      self.divergence = nil
      throw divergence
    }
    let count = max(1, min(most, engine.stepsPerLaunch))
    let steps = (1...count).map {
      PlannedStep(number: step + $0, learningRate: settings.schedule.rate(at: step + $0))
    }
    let results: [StepResult]
    do {
      results = try engine.take(
        steps[...], batches: own.count, tokens: tokensPerStep, later: max(0, last - step - count),
        next: draw)
    } catch {
      forgetPrepared()
      throw error
    }
    var reports: [StepReport] = []
    for (planned, result) in zip(steps, results) {
      let (loss, norm) = (result.meanLoss, result.gradientNorm)
      guard result.isFinite else {
        // A NaN's sign says nothing: `-nan` would puzzle whoever reads the message.
        divergence = .diverged(
          step: planned.number, loss: loss.isNaN ? .nan : loss, gradientNorm: norm.isNaN ? .nan : norm)
        forgetPrepared()
        break
      }
      sampler = drawnSteps.removeFirst()
      step += 1
      tokensSeen += tokensPerStep
      reports.append(
        StepReport(
          step: step, loss: loss, gradientNorm: norm, learningRate: planned.learningRate, tokens: tokensPerStep))
    }
    if reports.isEmpty, let divergence {
      self.divergence = nil
      throw divergence
    }
    return reports
  }

  /// Fills the next batch of the steps in order.
  private func draw(_ batch: inout TokenBatch) throws {
    let sequences = own.count * own.sequences
    if drawnBatches == 0 { skip(share.rank * sequences) }
    try batch.fill(BatchShape(batch: own.sequences, positions: positions), from: data) { _ in nextStart() }
    drawnBatches += 1
    if drawnBatches == own.count {
      skip((share.count - 1 - share.rank) * sequences)
      drawnSteps.append(drawing)
      drawnBatches = 0
    }
  }

  private func nextStart() -> Int {
    documentStarts.map { drawing.nextStart(in: $0) }
      ?? drawing.nextStart(tokenCount: data.tokenCount, positions: positions)
  }

  /// Draws windows of others, which are not read.
  private func skip(_ windows: Int) {
    for _ in 0..<windows { _ = nextStart() }
  }

  /// Begins to draw anew, after the last step that was taken.
  func forgetPrepared() {
    engine.dropPrepared()
    drawing = sampler
    drawnSteps = []
    drawnBatches = 0
  }

  /// Evaluates the model as it is now, in the memory of training. Parameters as of ``Evaluator/evaluate``.
  package func evaluate(
    _ source: any TokenSource, maxTokens: Int? = nil, tokenBytes: [Int]? = nil,
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> EvaluationResult {
    try Evaluator(engine, shape: BatchShape(batch: settings.batchSize, positions: positions))
      .evaluate(source, maxTokens: maxTokens, tokenBytes: tokenBytes, progress: progress)
  }
}
