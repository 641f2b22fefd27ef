import Accelerators
import ArgumentParser
import Checkpoints
import Collectives
import CommandSupport
import Engines
import Formats
import MPI
import Platform
import Training

/// The processes that `mpirun` or `srun` started for one training, as one of them.
///
/// Rank 0 is lm-train as ever: it decides, records and saves. The others (``FollowingJob``) hear what is trained, take
/// part in every step, and write nothing.
struct Ranks {
  let group: RankGroup
  private let launcher: Launcher

  /// Meets the others: through MPI, or in the run's folder for accelerators.
  ///
  /// - Throws: `MPIError` and `CollectivesError`, or `RendezvousError` and `FormatError`
  init(_ launcher: Launcher, _ command: LMTrain, accelerated: Bool) throws {
    self.launcher = launcher
    let output = command.output ?? ""
    guard accelerated else {
      let (group, library) = try ProcessGroup.mpi(launcher)
      self.group = .mpi(group, library)
      try RankCheck(group, allowsMixed: command.ranks.allowMixed).check(output: output, size: command.ranks.processes)
      return
    }
    guard launcher.kind != .unnoticed else {
      throw ToolFailure.usage("--mpi: is for CPUs; start processes with accelerators by mpirun or srun")
    }
    group = .folder(
      try FolderGroup(
        in: FilePath.joined(output, ".processes"), job: nil, process: launcher.rank, of: launcher.size
      ) { loss in
        ProcessEnding.now(ToolFailure.tryAgain(loss.line), tool: LMTrain.tool)
      })
  }

  /// Does the work, as the first rank or as another one, and tells the others how it ended.
  ///
  /// - Throws: what the work throws
  func perform(_ command: LMTrain) throws {
    do {
      try group.rank == 0 ? lead(command) : FollowingJob(command, group).perform()
    } catch let end as SharedEnd {
      if try !group.leave() { ProcessEnding.now(end.error, tool: LMTrain.tool) }
      throw end.error
    } catch {
      abandon(error)
      throw ExitCode(ErrorReport(error).code.rawValue)
    }
    if try !group.leave() { ProcessEnding.now(nil, tool: LMTrain.tool) }
  }

  private func abandon(_ error: any Error) {
    let report = ErrorReport(error)
    // The others may end this process before it comes back.
    Terminal.note("\(LMTrain.tool): \(report.message)", report.style)
    group.abandon(report.message, code: report.code.rawValue)
  }

  private func lead(_ command: LMTrain) throws {
    let announcement = Announcement(group, launcher: launcher)
    do {
      try TrainingJob(command, announcement: announcement).perform()
    } catch {
      let code = ErrorReport(error).code
      guard try announcement.end(code: code.rawValue) || SharedEnd.isShared(error, code) else { throw error }
      throw SharedEnd(error: error)
    }
    _ = try announcement.end(code: 0)
  }
}

/// An end to which all ranks come by themselves.
struct SharedEnd: Error {
  let error: any Error

  /// Whether all ranks find the same in the middle of a training: a divergence, an agreed stop, parameters that differ.
  static func isShared(_ error: any Error, _ code: ToolExitCode) -> Bool {
    if case TrainingError.ranksDiffer = error { return true }
    return [.diverged, .interrupted, .terminated].contains(code)
  }
}

extension LMTrain {
  /// What started the processes that this one trains with; nil where it is alone.
  ///
  /// - Throws: `ToolFailure.usage` for another number than the launcher's, `EngineError` for variables that are wrong
  func launcher() throws -> Launcher? {
    let launcher = try Launcher.ofThisProcess()
    if launcher == nil, ranks.mpi, ranks.processes != 1 { return .unnoticed }
    let count = launcher?.size ?? 1
    if let asked = ranks.processes, asked != 1, asked != count, !plan.plan {
      throw ToolFailure.usage(
        launcher.map {
          "--processes \(asked): \($0.title) started \(count) (expected the same number, or 1 for trainings of their own); "
            + "leave --processes out"
        } ?? """
          --processes \(asked): nothing is noticed that started them; use mpirun -n \(asked) or srun -n \(asked), or say \
          --mpi for another launcher
          """)
    }
    return ranks.processes == 1 || count == 1 ? nil : launcher
  }

  /// Whether flags or the run that goes on name an accelerator.
  ///
  /// - Throws: `CheckpointError` if there are checkpoints and none can be read
  func usesAccelerator() throws -> Bool {
    if let device = engine.device.device { return device != EngineSettings.cpu }
    guard run.resume, let output else { return false }
    return try ExistingRun(RunFolder(output))?.settings.engine.isCPU == false
  }
}
