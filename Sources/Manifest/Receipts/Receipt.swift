import Engines
import Formats

/// A run as a JSON file: the truth that the database is made from.
///
/// Written when the run starts, again whenever it makes outputs durable on the way, and when it ends; each time whole,
/// in place of the one before.
package enum Receipt {
  /// The version that this Letterpress writes and the highest it reads.
  static let version = 1
  private static let format = "letterpress-receipt"

  /// The JSON of a run.
  package static func json(of run: RunRecord) -> JSONValue {
    var members: [String: JSONValue] = [
      "format": .string(format),
      "version": .integer(Int64(version)),
      "run": .string(run.id),
      "stage": .string(run.stage),
      "status": .string(run.status.rawValue),
      "semantics": .integer(Int64(run.semantics)),
      "config": run.configuration,
      "reasons": .array(run.reasons.map { .string($0.code) }),
      "because": .string(run.because),
      "arguments": .array(run.arguments.map { .string($0) }),
      "tool_version": .string(run.toolVersion),
      "process": json(of: run.process),
      "start": .string(run.start.text),
      "targets": .array(run.targets.map { .string($0) }),
      "inputs": .array(run.inputs.map(json)),
      "outputs": .array(run.outputs.map(json)),
    ]
    members["key"] = run.key.map { .string($0.hex) }
    members["seed"] = run.seed.map { .string(String($0)) }
    members["continues"] = run.continues.map { .string($0) }
    members["executable"] = run.executable.map(json)
    members["task"] = run.task.map(json)
    members["device"] = run.device?.json
    members["ranks"] = run.ranks?.json
    members["directory"] = run.directory.map { .string($0) }
    members["end"] = run.end.map { .string($0.text) }
    members["exit_code"] = run.exitCode.map { .integer(Int64($0)) }
    members["error"] = run.error.map { .string($0) }
    members["note"] = run.note.map { .string($0) }
    if !run.pruned.isEmpty { members["pruned"] = .array(run.pruned.map(json)) }
    if !run.metrics.isEmpty { members["metrics"] = .array(run.metrics.map(json)) }
    return .object(members)
  }

  /// The run that a receipt tells of.
  /// - Throws: `ManifestError.receipt` with `path`.
  package static func run(from json: JSONValue, path: String) throws -> RunRecord {
    let members = ReceiptMembers(json, path: path)
    guard try members.text("format") == format else { throw members.damaged("\"format\" is not \(format)") }
    let found = try members.integer("version")
    guard found <= version else {
      throw ManifestError.receipt(path: path, .newerVersion(found: found, supported: version))
    }
    var run = RunRecord(
      id: try members.parsed("run") { RunID.isValid($0) ? $0 : nil }, stage: try members.text("stage"),
      key: try members.ifPresent("key") { try members.parsed($0) { Digest(hex: $0) } },
      semantics: try members.integer("semantics"), configuration: try members.value("config"),
      seed: try members.ifPresent("seed") { try members.parsed($0) { UInt64($0) } },
      reasons: try members.texts("reasons").compactMap { RunReason(code: $0) }, because: try members.text("because"),
      arguments: try members.texts("arguments"), toolVersion: try members.text("tool_version"),
      process: try process(from: members.child("process")),
      start: try members.parsed("start") { Timestamp($0) }, targets: try members.texts("targets"),
      inputs: try members.children("inputs").map(file))
    run.status = try members.parsed("status") { RunStatus(rawValue: $0) }
    run.outputs = try members.children("outputs").map(file)
    run.continues = try members.ifPresent("continues") { try members.text($0) }
    run.executable = try members.ifPresent("executable") { try file(from: members.child($0)) }
    run.task = try members.ifPresent("task") { try task(from: members.child($0)) }
    run.ranks = try members.ifPresent("ranks") { try RecordedRanks(members.child($0)) }
    run.device = try members.ifPresent("device") { try RecordedDevice(members.child($0)) }
    run.directory = try members.ifPresent("directory") { try members.text($0) }
    run.end = try members.ifPresent("end") { try members.parsed($0) { Timestamp($0) } }
    run.exitCode = try members.ifPresent("exit_code") { try members.integer($0) }
    run.error = try members.ifPresent("error") { try members.text($0) }
    run.note = try members.ifPresent("note") { try members.text($0) }
    run.pruned = try members.ifPresent("pruned") { try members.children($0).map(prunedPath) } ?? []
    run.metrics = try members.ifPresent("metrics") { try members.children($0).map(metric) } ?? []
    return run
  }
}

// MARK: The parts of a receipt

extension Receipt {
  private static func json(of file: RecordedFile) -> JSONValue {
    var members: [String: JSONValue] = ["role": .string(file.role), "path": .string(file.path)]
    members["kind"] = file.kind.map { .string($0) }
    members["identity"] = file.identity.map { .string($0.hex) }
    // The same as the identity for most files: written once.
    if file.fileDigest != file.identity { members["sha256"] = file.fileDigest.map { .string($0.hex) } }
    members["bytes"] = file.bytes.map { .integer(Int64($0)) }
    if let seen = file.seen {
      members["modified_ns"] = .integer(seen.stat.modified)
      members["changed_ns"] = .integer(seen.stat.changed)
      members["inode"] = .integer(seen.stat.inode)
      members["seen_ns"] = .integer(seen.at.nanoseconds)
    }
    if !file.kept { members["kept"] = false }
    if !file.inKey { members["in_key"] = false }
    return .object(members)
  }

  private static func file(from members: ReceiptMembers) throws -> RecordedFile {
    let digest = { (key: String) in try members.parsed(key) { Digest(hex: $0) } }
    let identity = try members.ifPresent("identity", digest)
    let bytes = try members.ifPresent("bytes") { Int(try members.natural($0)) }
    let seen = try members.ifPresent("seen_ns") { key in
      FileObservation(
        stat: FileStat(
          size: Int64(bytes ?? 0), modified: try members.natural("modified_ns"),
          changed: try members.natural("changed_ns"), inode: Int64(try members.integer("inode"))),
        at: Timestamp(nanoseconds: try members.natural(key)))
    }
    return RecordedFile(
      role: try members.text("role"), path: try members.text("path"),
      kind: try members.ifPresent("kind") { try members.text($0) }, identity: identity,
      fileDigest: try members.ifPresent("sha256", digest) ?? identity, bytes: bytes, seen: seen,
      kept: try members.ifPresent("kept") { try members.boolean($0) } ?? true,
      inKey: try members.ifPresent("in_key") { try members.boolean($0) } ?? true)
  }

  private static func json(of process: ProcessIdentity) -> JSONValue {
    var members: [String: JSONValue] = [
      "host": .string(process.host), "boot": .string(process.boot), "pid": .integer(Int64(process.pid)),
      "started": .string(process.started),
    ]
    if !process.namespace.isEmpty { members["pid_namespace"] = .string(process.namespace) }
    return .object(members)
  }

  private static func process(from members: ReceiptMembers) throws -> ProcessIdentity {
    ProcessIdentity(
      host: try members.text("host"), boot: try members.text("boot"),
      namespace: try members.ifPresent("pid_namespace") { try members.text($0) } ?? "",
      pid: try members.integer("pid"), started: try members.text("started"))
  }

  private static func json(of task: TaskAssignment) -> JSONValue {
    var members: [String: JSONValue] = ["task": .integer(Int64(task.task)), "tasks": .integer(Int64(task.tasks))]
    members["engine"] = task.engine.map { .string($0.rawValue) }
    members["job"] = task.job.map { .string($0) }
    return .object(members)
  }

  private static func task(from members: ReceiptMembers) throws -> TaskAssignment {
    TaskAssignment(
      task: try members.integer("task"), tasks: try members.integer("tasks"),
      engine: try members.ifPresent("engine") { Engine(rawValue: try members.text($0)) },
      job: try members.ifPresent("job") { try members.text($0) })
  }

  private static func json(of pruned: PrunedPath) -> JSONValue {
    ["path": .string(pruned.path), "at_ns": .integer(pruned.at.nanoseconds)]
  }

  private static func prunedPath(from members: ReceiptMembers) throws -> PrunedPath {
    PrunedPath(
      path: try members.text("path"), at: Timestamp(nanoseconds: try members.natural("at_ns")))
  }

  private static func json(of metric: RunMetric) -> JSONValue {
    var members: [String: JSONValue] = ["name": .string(metric.name), "value": .number(metric.value)]
    members["step"] = metric.step.map { .integer(Int64($0)) }
    return .object(members)
  }

  private static func metric(from members: ReceiptMembers) throws -> RunMetric {
    RunMetric(
      name: try members.text("name"), step: try members.ifPresent("step") { try members.integer($0) },
      value: try members.ifPresent("value") { try members.number($0) } ?? .nan)
  }
}
