import Checkpoints
import CommandSupport
import Formats
import Planning
import Platform
import Training

/// The pieces of a run, each tried for its time on a copy that is thrown away.
struct BudgetTrial {
  private let work: Workload
  private let sampling: SamplePlan?
  private let output: String
  /// How long steps are tried.
  private let seconds: Double

  /// The part of the budget for which steps are tried, within these seconds.
  private static let (share, range) = (0.03, 0.5...15.0)
  /// Tokens that a validation is tried with: its time is in proportion to them.
  private static let validationTokens = 8192

  /// - Parameters:
  ///   - work: what will be trained
  ///   - sampling: what the model writes at each validation
  ///   - output: the run's folder, which need not exist
  ///   - budget: seconds of the whole run
  init(_ work: Workload, sampling: SamplePlan?, output: String, budget: Double) {
    (self.work, self.sampling, self.output) = (work, sampling, output)
    seconds = min(Self.range.upperBound, max(Self.range.lowerBound, Self.share * budget))
  }

  /// Tries everything once, steps for longer.
  ///
  /// - Returns: what each takes; the start includes what this process has done so far, and the making of the engine once more
  /// - Throws: what training throws, apart from a divergence, which the training itself will meet
  func costs() throws -> StepCosts {
    let start = RunClock.seconds
    let trainer = try trainer()
    let made = RunClock.seconds
    let pace = try StepPace.measure(warmUp: 2, fewest: 4, seconds: seconds, clock: { RunClock.seconds }) {
      try steps(trainer)
    }
    guard let pace else {
      throw Interruption.failure("stopped while the first steps were tried; run the same command again")
    }
    var costs = StepCosts(step: pace)
    let evaluation = try validation(trainer)
    (costs.validation, costs.checkpoint) = (evaluation.each, try checkpoint(trainer))
    costs.once = RunClock.seconds + evaluation.once + made - start
    return costs
  }

  /// A trainer that has taken its first step, for which a device compiles.
  private func trainer() throws -> Trainer {
    let engine = try Engine(work) { _ in }
    engine.model.initialize(work.settings.training)
    _ = try steps(engine.trainer)
    return engine.trainer
  }

  /// As many steps as are taken at once; nil if somebody asked to stop.
  private func steps(_ trainer: Trainer) throws -> Int? {
    guard !Interruption.requested else { return nil }
    do {
      return try trainer.takeSteps(atMost: .max, until: work.settings.steps).count
    } catch TrainingError.diverged {
      return 1
    }
  }

  /// Of one validation, with what the model writes after it; and of what comes only once.
  private func validation(_ trainer: Trainer) throws -> (each: Double, once: Double) {
    guard let valid = work.valid else { return (0, 0) }
    let tokens = min(work.validationTokens, valid.tokenCount - 1)
    let tried = min(tokens, Self.validationTokens)
    func seconds() throws -> Double {
      let start = RunClock.seconds
      _ = try trainer.evaluate(valid, maxTokens: tried)
      return RunClock.seconds - start
    }
    // The first one allocates, and a device compiles.
    let (first, second) = (try seconds(), try seconds())
    let start = RunClock.seconds
    _ = try sampling?.sample(trainer.currentModel())
    return (second * Double(tokens) / Double(tried) + RunClock.seconds - start, max(0, first - second))
  }

  /// Of one checkpoint, written where the run's will be; 0 where nothing can be written.
  private func checkpoint(_ trainer: Trainer) throws -> Double {
    var place = output
    while Folder.kind(of: FilePath.folder(place)) == .nothing, FilePath.folder(place) != place {
      place = FilePath.folder(place)
    }
    guard let folder = try? TemporaryFolder(beside: place) else { return 0 }
    return try withExtendedLifetime(folder) {
      let header = CheckpointHeader(
        step: trainer.step, settings: work.settings.json, vocabularyDigest: work.train.dataset.vocabularyDigest,
        dataDigest: work.train.dataset.digest)
      let start = RunClock.seconds
      _ = try Checkpoint.write(trainer, header: header, to: FilePath.joined(folder.path, "trial"))
      return RunClock.seconds - start
    }
  }
}

/// Seconds since this process began to work.
enum RunClock {
  private static let began = ContinuousClock.now

  static var seconds: Double { (ContinuousClock.now - began).seconds }
}
