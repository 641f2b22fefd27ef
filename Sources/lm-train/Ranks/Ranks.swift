import Accelerators
import ArgumentParser
import Checkpoints
import CommandSupport
import Engines
import Formats
import Platform

/// The processes that `mpirun` or `srun` started for one training on accelerators, as one of them.
///
/// Process 0 is lm-train as ever: it decides, records and saves. The others (``FollowingJob``) hear what is trained, take
/// part in every step, and write nothing.
struct Ranks {
  let group: FolderGroup

  var isFirst: Bool { group.process == 0 }

  /// What the launcher says of this process; nil where nothing started several.
  ///
  /// - Throws: `EngineError` for variables that are wrong
  static func launched() throws -> LaunchedProcess? {
    try LaunchedProcess.detect { name in getenv(name).map { String(cString: $0) } }
  }

  /// Meets the others in the run's folder.
  ///
  /// - Throws: `RendezvousError`, `FormatError`
  init(_ launched: LaunchedProcess, output: String) throws {
    group = try FolderGroup(
      in: FilePath.joined(output, ".processes"), job: launched.job, process: launched.rank, of: launched.count
    ) { loss in
      ProcessEnding.now(.tryAgain(loss.line), tool: LMTrain.tool)
    }
  }

  /// Does the work, as the first process or as another one, and tells the others how it ended.
  ///
  /// - Throws: what the work throws
  func perform(_ command: LMTrain) throws {
    do {
      try isFirst ? lead(command) : FollowingJob(command, group).perform()
    } catch {
      let code = (error as? ExitCode)?.rawValue ?? ErrorReport(error).code.rawValue
      group.leave(code: Self.isShared(code) ? 0 : code)
      throw error
    }
    group.leave(code: 0)
  }

  private func lead(_ command: LMTrain) throws {
    let announcement = Announcement(group)
    do {
      try TrainingJob(command, announcement: announcement).perform()
      try announcement.end(code: 0)
    } catch {
      try announcement.end(code: ErrorReport(error).code.rawValue)
      throw error
    }
  }

  /// Whether all processes come to this end by themselves.
  private static func isShared(_ code: Int32) -> Bool {
    [ToolExitCode.ok, .diverged, .interrupted, .terminated].contains { $0.rawValue == code }
  }
}

extension LMTrain {
  /// The processes that this one trains with; nil where it is alone.
  ///
  /// - Throws: `ToolFailure.usage` for another number than the launcher's
  mutating func launchedTogether() throws -> LaunchedProcess? {
    let launched = try Ranks.launched()
    let count = launched?.count ?? 1
    if let asked = engine.processes, asked != 1, asked != count {
      throw ToolFailure.usage(
        launched.map {
          "--processes \(asked): \($0.engine.title) started \(count) (expected the same number, or 1 for trainings of "
            + "their own); leave --processes out"
        } ?? "--processes \(asked): nothing has started them; use mpirun -n \(asked) or srun -n \(asked)")
    }
    let isAlone = engine.processes == 1 || count == 1
    engine.processes = isAlone ? nil : try usesAccelerator() ? count : nil
    return engine.processes == nil ? nil : launched
  }

  /// Whether flags or the run that goes on name an accelerator.
  private func usesAccelerator() throws -> Bool {
    if let device = engine.device.device { return device != EngineSettings.cpu }
    guard run.resume, let output else { return false }
    return try ExistingRun(RunFolder(output))?.settings.engine.isCPU == false
  }
}
