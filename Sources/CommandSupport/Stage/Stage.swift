import Engines
import Formats
import Manifest

/// What INT, TERM, HUP and USR1 do to a stage.
package enum InterruptionPolicy: Sendable {
  /// The run is recorded as interrupted and the process ends with 130 (143 for TERM). The body needs to do nothing.
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
  let task: TaskAssignment?
  let scope: () throws -> OutputScope
  let location: ManifestLocation
  let opened: OpenManifest?

  /// Files besides `outputs` that it will write over.
  package var alsoWrites: [String] = []
  /// Files that it keeps writing and that are no outputs: each must be one that it recognises, or nothing.
  package var pages: [String] = []
  /// Files besides the inputs that it reads: no output may be one of them.
  package var reads: [String] = []
  /// Files that an input lists with their digests: part of what the key names.
  package var listed: [ListedFile] = []
  /// Whether a file that no recorded run made is one of its own outputs nevertheless, by its content.
  package var recognises: (_ path: String) -> Bool = { _ in false }
  /// What to say when the stage must run and inputs are gone.
  package var whenInputsAreGone: (any Error)?
  /// The right to write, if the tool has taken it before it described the stage.
  package var lock: OutputLock?

  /// The device that computes where nothing else is said: this machine's cores.
  package static let cpu = "cpu"

  /// Describes a stage; nothing is opened or hashed yet.
  /// - Parameters:
  ///   - tool: The tool's name, which is the stage's name too.
  ///   - semantics: The version of what the tool computes; raise it when the same inputs give other bytes.
  ///   - configuration: The settings that decide the result, an object. No paths, threads or verbosity.
  ///   - device: What computes. Another than `cpu` gives other last bits and is part of the configuration.
  ///   - seed: The seed, if the stage has one.
  ///   - inputs: What it reads, in an order that means something (parts in their order).
  ///   - outputs: Files or folders it will make, by which a later start recognises its work.
  ///   - scope: Where it writes: what nobody else may write to meanwhile.
  ///   - options: The common flags.
  ///   - task: Which task of an array this is: then the manifest is not opened, only a receipt is written.
  ///   - opened: The manifest of `options`, if it was opened ahead.
  /// - Throws: `ManifestError` with `.noFolder`.
  package init(
    tool: String, semantics: Int, configuration: JSONValue, device: String = Stage.cpu, seed: UInt64? = nil,
    inputs: [StageInput], outputs: [String], scope: @escaping () throws -> OutputScope = { .files },
    options: StageOptions, task: TaskAssignment? = nil, opened: OpenManifest? = nil
  ) throws {
    self.tool = tool
    self.semantics = semantics
    // Left out for the processor, so that keys are those of versions that knew nothing else.
    let other: [String: JSONValue] = device == Self.cpu ? [:] : ["device": .string(device)]
    self.configuration = .object((configuration.object ?? [:]).merging(other) { _, own in own })
    self.seed = seed
    self.inputs = inputs
    self.outputs = outputs
    self.scope = scope
    self.options = options
    self.task = task
    self.opened = opened
    location = try Self.location(options)
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
    if !options.quiet { StageMessages(tool: tool, options: options).reportManifest() }
    var plan = try StagePlan(self)
    guard case .run(let cause) = plan.decision else { return say(plan) }
    try checkThatInputsAreThere()
    try OutputCheck(self, store: plan.store ?? unrecordedView()).perform()
    if options.dryRun {
      StageMessages(tool: tool, options: options).reportWouldRun(because(cause, plan), reasons: cause.reasons)
      return nil
    }
    // From here on there may be files to remove and a record to end.
    Interruption.install()
    let lock = try lock ?? OutputLock(scope(), files: outputs, tool: tool)
    // Another run may have ended between the look at its outputs and the right to write them.
    if try lock.hasWaited || plan.isOutdated { plan = try StagePlan(self, after: plan) }
    guard case .run(let cause) = plan.decision else { return say(plan) }
    return try withExtendedLifetime(lock) {
      let run = try StageRun(self, plan, cause)
      lock.note(run: "\(tool) run \(RunID.short(run.id)) (process \(ProcessUsage.pid))")
      StageMessages(tool: tool, options: options).reportStart(
        cause, producers: plan.producers, run: run.id, targets: outputs)
      return try perform(run, interruption, body)
    }
  }

  /// Whether its work has been done, and nothing else: nothing is said or made.
  /// - Throws: As `run`.
  package func isUpToDate() throws -> Bool {
    guard case .upToDate = try StagePlan(self).decision else { return false }
    return true
  }

  private func checkThatInputsAreThere() throws {
    guard let gone = inputs.first(where: \.isGone) else { return }
    throw whenInputsAreGone ?? FormatError.file(path: gone.path, .notFound)
  }

  private static func location(_ options: StageOptions) throws -> ManifestLocation {
    do {
      return try ManifestLocation(options.manifestPath)
    } catch {
      // Nothing will be written there.
      guard options.noManifest else { throw error }
      return try ManifestLocation("manifest.db")
    }
  }

  /// With `--no-manifest`: what the manifest, if there is one, knows of the outputs. Nothing is written into it, and one
  /// that cannot be read stands in nobody's way: then the outputs themselves must tell whose they are.
  private func unrecordedView() -> ManifestStore? {
    guard options.noManifest, task == nil else { return nil }
    guard let copy = try? ManifestStore(copyOf: location), (try? copy.ingestPending()) != nil else { return nil }
    return copy
  }

  private func say<Value>(_ plan: StagePlan) -> Value? {
    if case .upToDate(let earlier) = plan.decision {
      if !options.dryRun { OutputLock.removeAbandoned(at: outputs) }
      StageMessages(tool: tool, options: options).reportUpToDate(earlier)
    }
    return nil
  }

  /// The folders that the outputs lie in.
  var folders: [String] { Set((outputs + alsoWrites + pages).map(FilePath.folder)).sorted() }

  /// The cause in words, for a run that is not made.
  private func because(_ cause: Decision.Cause, _ plan: StagePlan) -> String {
    if options.noManifest { return "\(FlagNames.flag("noManifest")): no record says what has been done" }
    guard case .new(nil) = cause else { return FlagNames.text(cause.words(producers: plan.producers)) }
    if task != nil { return "a task of an array checks its outputs itself and makes those that are missing" }
    if outputs.isEmpty { return "it only prints and has no output file that could be up to date" }
    return FlagNames.text(cause.words())
  }

  private func perform<Value>(
    _ run: StageRun, _ interruption: InterruptionPolicy, _ body: (StageRun) throws -> Value
  ) throws -> Value {
    if task == nil {
      StaleTemporaries.remove(besideOutputs: outputs, manifest: location)
    }
    if case .endsProcess = interruption { run.endProcessOnSignal() }
    defer { ReadFiles.forget() }
    do {
      let value = try body(run)
      try run.awaitHashes()
      try run.checkInputs()
      try run.end(.ok, exitCode: .ok, error: nil)
      return value
    } catch {
      let report = ErrorReport(error)
      // The error that ended the work matters more than one met while recording it.
      let status: RunStatus = [.interrupted, .terminated].contains(report.code) ? .interrupted : .failed
      try? run.end(status, exitCode: report.code, error: report.message)
      throw error
    }
  }
}
