import Formats
import Manifest

/// What INT, TERM and USR1 do to a stage.
package enum InterruptionPolicy: Sendable {
  /// The run is recorded as interrupted and the process ends with 130. The body needs to do nothing.
  case endsProcess
  /// The body asks `Interruption.requested` between two units of work, saves its state, reports it, and throws
  /// `Interruption.failure(…)`. A second signal ends the process at once.
  case bodyStops
}

/// One stage of the pipeline as its tool runs it: finds out whether the work has been done, does it if not, and
/// records what was read and made.
///
///     let stage = try Stage(tool: "shard", semantics: 1, configuration: […], seed: seed,
///       inputs: parts.map { StageInput("part", path: $0) }, outputs: ["\(output)/dataset.json"], options: options)
///     let summary = try stage.run { run in
///       let file = try …
///       try run.output(role: "dataset", file, kind: "dataset")
///       return …
///     }
package final class Stage {
  let tool: String
  let semantics: Int
  let configuration: JSONValue
  let seed: UInt64?
  let inputs: [StageInput]
  let outputs: [String]
  let options: StageOptions
  let task: StageTask?
  let location: ManifestLocation
  let opened: OpenManifest?

  /// Describes a stage; nothing is opened or hashed yet.
  /// - Parameters:
  ///   - tool: The tool's name, which is the stage's name too.
  ///   - semantics: The version of what the tool computes; raise it when the same inputs give other bytes.
  ///   - configuration: The settings that decide the result, an object. No paths, threads or verbosity.
  ///   - seed: The seed, if the stage has one.
  ///   - inputs: What it reads, in an order that means something (parts in their order).
  ///   - outputs: Files or folders it will make, by which a later start recognises its work.
  ///   - options: The common flags.
  ///   - task: The place in an array of tasks: then the manifest is not opened, only a receipt is written.
  ///   - opened: The manifest of `options`, if it was opened ahead.
  /// - Throws: `ManifestError.noFolder`.
  package init(
    tool: String, semantics: Int, configuration: JSONValue, seed: UInt64? = nil, inputs: [StageInput],
    outputs: [String], options: StageOptions, task: StageTask? = nil, opened: OpenManifest? = nil
  ) throws {
    self.tool = tool
    self.semantics = semantics
    self.configuration = configuration
    self.seed = seed
    self.inputs = inputs
    self.outputs = outputs
    self.options = options
    self.task = task
    self.opened = opened
    location = try ManifestLocation(options.manifestPath)
  }

  /// Runs `body` unless its work has been done.
  ///
  /// Outputs that the body reported are recorded when it returns. When it throws, the run is recorded as failed (or
  /// interrupted) with the error's text and what it had reported until then.
  /// - Returns: The body's value; nil when the outputs are up to date, or with `--dry-run`. What there is to say has
  ///   been said then.
  /// - Throws: What the body throws; `FormatError` for inputs that cannot be read; `ManifestError`.
  package func run<Value>(
    interruption: InterruptionPolicy = .endsProcess, _ body: (StageRun) throws -> Value
  ) throws -> Value? {
    let plan = try StagePlan(self)
    let messages = StageMessages(tool: tool, options: options)
    switch plan.decision {
    case .upToDate(let earlier):
      messages.sayUpToDate(earlier)
      return nil
    case .run(let cause):
      if options.dryRun {
        messages.sayWouldRun(because(cause, plan), reasons: cause.reasons)
        return nil
      }
      let run = try StageRun(self, plan, cause)
      messages.sayRuns(cause, makers: plan.makers, run: run.id, targets: outputs)
      return try perform(run, interruption, body)
    }
  }

  /// The cause in words, for a run that is not made.
  private func because(_ cause: Decision.Cause, _ plan: StagePlan) -> String {
    guard case .new(nil) = cause else { return cause.words(makers: plan.makers) }
    if task != nil { return "a task of an array looks at its outputs itself and makes those that are missing" }
    if outputs.isEmpty { return "it only prints and leaves no file that could be up to date" }
    return cause.words()
  }

  private func perform<Value>(
    _ run: StageRun, _ interruption: InterruptionPolicy, _ body: (StageRun) throws -> Value
  ) throws -> Value {
    if task == nil {
      LeftOvers.remove(besideOutputs: outputs, manifest: location)
    }
    Interruption.install()
    if case .endsProcess = interruption { run.endProcessOnSignal() }
    do {
      let value = try body(run)
      try run.awaitHashes()
      try run.end(.ok, exitCode: .ok, error: nil)
      return value
    } catch {
      let report = ToolError.report(error)
      // The error that ended the work matters more than one met while recording it.
      try? run.end(
        report.code == .interrupted ? .interrupted : .failed, exitCode: report.code, error: report.message)
      throw error
    }
  }
}
