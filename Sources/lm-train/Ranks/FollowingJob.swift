import ArgumentParser
import Checkpoints
import CommandSupport
import Formats
import Messages
import Training

/// A rank that takes part in a training which another one records.
struct FollowingJob {
  private let command: LMTrain
  private let group: RankGroup

  init(_ command: LMTrain, _ group: RankGroup) {
    (self.command, self.group) = (command, group)
  }

  /// Trains with the others to the same end.
  ///
  /// - Throws: `SharedEnd` for an end that rank 0 tells of too; errors of this rank alone name it
  func perform() throws {
    let training = try AnnouncedTraining(group.hear())
    do {
      Interruption.install()
      if case .stopped = try follow(training) { throw Interruption.failure("") }
    } catch {
      let report = ErrorReport(error)
      guard !SharedEnd.isShared(error, report.code) else {
        throw SharedEnd(error: ExitCode(report.code.rawValue))
      }
      throw ToolFailure(report.code, "rank \(group.rank): \(report.message)")
    }
  }

  private func follow(_ training: AnnouncedTraining) throws -> RunLoop.Ending {
    let folder = training.choices.dataset ?? ""
    let work = try Workload(
      settings: training.settings, choices: training.choices, dataset: folder, threads: command.threads.count,
      checkRanks: command.ranks.checkRanks)
    guard work.train.dataset.digest.hex == training.dataset else {
      throw FormatError.file(path: FilePath.joined(folder, DatasetFile.fileName), .changed)
    }
    let engine = try Engine(work, group: group) { _ in }
    if let path = training.checkpoint {
      try Checkpoint(path: path).restore(engine.trainer)
    } else {
      engine.model.initialize(training.settings.training)
      if training.settings.initialDigest != nil {
        guard let path = training.choices.initFrom, let initial = InitialModel(path, of: training.settings) else {
          throw FormatError.file(path: training.choices.initFrom ?? "", .changed)
        }
        try initial.fill(engine.model)
      }
    }
    let trainer = engine.trainer
    let validate: RunLoop.Validation? = work.valid.map { valid in
      { _ in try trainer.evaluate(valid, maxTokens: work.validationTokens) }
    }
    let log = command.ranks.log(group, trainer, of: work.plan, quiet: command.stage.quiet)
    let validated = try Announcement.validated(group.hear())
    var loop = RunLoop(trainer: trainer, plan: work.plan, former: validated.watch, validate: validate)
    return try loop.run(
      lastValidated: validated.step, shouldStop: { trainer.engine.hasAgreedToStop },
      observe: { log?.took($0) })
  }
}
