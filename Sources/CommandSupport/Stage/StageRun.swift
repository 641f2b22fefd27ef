import Formats
import Manifest
import Parallel
import Platform

/// A stage at work: what its body tells the manifest. Any thread may call it.
package final class StageRun: Sendable {
  /// The run's id.
  package let id: String
  /// Why it runs.
  package let reasons: [RunReason]
  /// `--quiet`: no progress.
  package let quiet: Bool

  let tool: String
  let location: ManifestLocation
  let state: Locked<State>

  /// The inputs as they were given, for those in the record in the same order.
  let given: [StageInput]
  var inputPaths: [String] { given.map(\.path) }
  let listedPaths: [String]
  private let watch: OutputWatch
  let hashing: BackgroundHashing?
  let hashedLater: [Int]
  // The program too is read once a build, while it works.
  let programHashing: BackgroundHashing?

  struct State {
    var record: RunRecord
    let recorder: RunRecorder
    var ended = false
    /// Inputs that have been found to be what was hashed, after they were read.
    var checked: Set<Int> = []
    /// Outputs that are added to after they were reported, as stored paths.
    var growing: Set<String> = []
  }

  /// Records that the run starts.
  /// - Throws: `FormatError`, `ManifestError`: work that cannot be recorded is not begun.
  init(_ stage: Stage, _ plan: StagePlan, _ cause: Decision.Cause) throws {
    tool = stage.tool
    given = stage.inputs
    listedPaths = stage.listed.map(\.path)
    location = stage.location
    quiet = stage.options.quiet
    reasons = cause.reasons
    id = RunID.make(after: try plan.store?.lastRunID())
    var record = RunRecord(
      id: id, stage: stage.tool, key: plan.key, semantics: stage.semantics, configuration: stage.configuration,
      seed: stage.seed, reasons: cause.reasons, because: FlagNames.text(cause.words(producers: plan.producers)),
      arguments: Arguments.all, toolVersion: ToolVersion.current, process: .current, start: .now,
      targets: plan.targets, inputs: plan.inputs)
    record.task = stage.task
    record.directory = stage.location.stored(".")
    let earlier = try plan.store?.lastGoodRun(stage: stage.tool, targets: plan.targets)
    watch = OutputWatch(plan.targets + (earlier?.outputs.map(\.path) ?? []), location: stage.location)
    let recorder = RunRecorder(
      location: stage.location, store: plan.store, isRecording: !stage.options.noManifest)
    state = Locked(State(record: record, recorder: recorder))
    // Nobody will ask for the digests of a run without a record.
    hashedLater = stage.options.noManifest ? [] : plan.hashedLater
    // Begun before the record is: of a short run, reading the program is a large part.
    programHashing = recorder.unknownProgram().map { BackgroundHashing([$0], location: stage.location) }
    hashing =
      hashedLater.isEmpty
      ? nil : BackgroundHashing(hashedLater.map { plan.inputs[$0].path }, location: stage.location)
    do {
      try recorder.start(record)
    } catch {
      programHashing?.cancel()
      hashing?.cancel()
      throw error
    }
  }

  /// Reports a finished output. Call it once the file is durable, as `AtomicFileWriter.commit` leaves it.
  /// - Parameters:
  ///   - role: What it is for in this run: `vocab`, `shard`, `checkpoint`.
  ///   - file: The file with its digest.
  ///   - kind: What it is: `token shard`, `checkpoint`.
  ///   - identity: The identity of the content where it is not the file's digest.
  /// - Throws: `FormatError` if the file is not there.
  package func output(role: String, _ file: WrittenFile, kind: String, identity: Digest? = nil) throws {
    let stat = try file.state.map { FileStat($0) } ?? FileStat.ofExisting(file.path)
    let recorded = RecordedFile(
      role: role, path: location.stored(file.path), kind: kind, identity: identity ?? file.digest,
      fileDigest: file.digest, bytes: file.bytes, seen: FileObservation(stat: stat, at: .precise))
    state.withLock { state in
      if let index = state.record.outputs.firstIndex(where: { $0.path == recorded.path }) {
        state.record.outputs[index] = recorded
      } else {
        state.record.outputs.append(recorded)
      }
    }
  }

  /// Reports a finished output that must be hashed: one that was appended to, such as `metrics.jsonl`.
  /// - Throws: `FormatError` if the file cannot be read.
  package func output(role: String, path: String, kind: String, identity: Digest? = nil) throws {
    let found = try HashedFile(path)
    let file = WrittenFile(path: path, digest: found.digest, bytes: Int(found.state.size), state: found.state)
    try output(role: role, file, kind: kind, identity: identity)
    _ = state.withLock { $0.growing.insert(location.stored(path)) }
  }

  /// Those of the files that are what they were when they were hashed, as far as the manifest can tell without reading
  /// them: they need not be checked again.
  package func knownFiles(_ paths: [String]) -> [String: WrittenFile] {
    let known = state.withLock { $0.recorder.knownContents(of: paths.map(location.stored)) }
    let files = zip(paths, known).compactMap { path, content in
      content.map { (path, WrittenFile(path: path, digest: $0.fileDigest, bytes: Int($0.seen.stat.size))) }
    }
    return Dictionary(files) { first, _ in first }
  }

  /// Notes that the work goes on from what an interrupted run left, and which run that was.
  ///
  /// What the body goes on from must not change the result, only how it is reached: it takes no part in the key.
  /// - Throws: `FormatError`, `ManifestError`.
  package func resumes(from path: String) throws {
    let stored = location.stored(path)
    try state.withLock { state in
      state.record.continues = try state.recorder.predecessor(stored, of: state.record)?.id
      try state.recorder.update(state.record)
    }
  }

  /// Notes that a file was removed on purpose: an output of this run, or a checkpoint of one that it continues.
  package func pruned(_ path: String) {
    let stored = location.stored(path)
    state.withLock { state in
      for index in state.record.outputs.indices where state.record.outputs[index].path == stored {
        state.record.outputs[index].kept = false
      }
      state.record.pruned.append(PrunedPath(path: stored, at: .precise))
    }
  }

  /// Reports a summary value. The course of a training belongs into `metrics.jsonl`, not here.
  package func metric(_ name: String, _ value: Double, step: Int? = nil) {
    state.withLock { $0.record.metrics.append(RunMetric(name: name, step: step, value: value)) }
  }

  /// Notes the accelerator that computes this run; nil for the machine's cores.
  package func computes(on device: RecordedDevice?) { state.withLock { $0.record.device = device } }

  /// Notes the processes that compute this run together; nil for one alone.
  package func isShared(by ranks: RecordedRanks?) { state.withLock { $0.record.ranks = ranks } }

  /// Leaves a person's words about this run in its record.
  package func note(_ words: String) { state.withLock { $0.record.note = words } }

  /// Makes what was reported so far durable: after a kill, the manifest knows the checkpoints.
  /// - Throws: `FormatError` if the receipt cannot be written.
  package func record() throws {
    try state.withLock { try $0.recorder.update($0.record) }
  }

  /// Records the end, once. If that fails it may be tried again with another status: outputs without a receipt would
  /// look like changed by hand.
  func end(_ status: RunStatus, exitCode: ToolExitCode, error: String?) throws {
    if status != .ok {
      hashing?.cancel()
      programHashing?.cancel()
    }
    try state.withLock { state in
      guard !state.ended else { return }
      state.record.status = status
      state.record.exitCode = Int(exitCode.rawValue)
      state.record.error = error
      if status != .ok { watch.complete(&state.record) }
      state.record.metrics.removeAll { $0.name == Self.peakMemory }
      state.record.metrics.append(
        RunMetric(name: Self.peakMemory, step: nil, value: Double(ProcessUsage.peakMemory)))
      let warning = try state.recorder.end(&state.record, growing: state.growing)
      state.ended = true
      if let warning { Terminal.note("\(tool): \(warning)", .warning) }
    }
  }

  private static let peakMemory = "memory.peak_bytes"

  /// Ends the process when a signal comes: records the run as interrupted first.
  func endProcessOnSignal() {
    Interruption.whenRequested { [self] in
      let signal = Interruption.signalName ?? "INT"
      try? end(.interrupted, exitCode: Interruption.exitCode, error: "stopped by signal \(signal)")
      StaleTemporaries.removeOwn()
      Terminal.write(Terminal.standardErrorIsLive ? "\r\u{1B}[K" : "", to: 2)
      Terminal.note("\(tool): stopped by signal \(signal); run the same command again", .warning)
      // Last of all: other threads are at work until the process is gone.
      StaleTemporaries.releaseLocks()
      _exit(Interruption.exitCode.rawValue)
    }
  }
}
