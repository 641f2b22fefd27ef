import CommandSupport
import Formats
import Manifest
import Messages

/// A run told in a few lines, or as JSON.
enum RunText {
  /// The block of lines of `manifest log RUN` and `manifest why`.
  static func lines(_ run: RunFacts, filesShown: Int = 6) -> [String] {
    let took = run.seconds.map { ", took \(Units.duration($0))" } ?? ""
    var lines = [
      "run \(run.name.id)  \(run.name.stage)  \(run.status.rawValue)",
      "  when     \(run.start.forPeople)\(took), on \(run.host)",
      "  why      \(run.because)",
    ]
    if let ranks = run.ranks {
      lines.append("  ranks    \(ranks.title)\(ranks.library.map { "; \(Printable.line($0))" } ?? "")")
    }
    if let device = run.device { lines.append("  device   \(device.title); \(device.engine)") }
    lines += files("read", run.inputs, filesShown)
    lines += files("made", run.outputs, filesShown)
    lines += removed(run.removed, filesShown)
    lines.append("  command  \(run.arguments.map(ShellWord.quoted).joined(separator: " "))")
    if let continues = run.continues { lines.append("  continues  run \(RunID.short(continues))") }
    let metrics = run.metrics.filter { $0.name != "memory.peak_bytes" }
    if !metrics.isEmpty {
      lines.append("  values   " + metrics.map { "\($0.name) \(Units.shown($0.value))" }.joined(separator: ", "))
    }
    if let error = run.error { lines.append("  error    \(error)") }
    if let note = run.note { lines.append("  note     \(note)") }
    return lines
  }

  /// The same for machines.
  static func json(_ run: RunFacts) -> JSONValue {
    var members: [String: JSONValue] = [
      "run": .string(run.name.id), "stage": .string(run.name.stage), "status": .string(run.status.rawValue),
      "reason": .string(run.reason), "because": .string(run.because), "start": .string(run.start.text),
      "host": .string(run.host), "pid": .integer(Int64(run.pid)), "config": run.configuration,
      "arguments": .array(run.arguments.map { .string($0) }), "tool_version": .string(run.toolVersion),
      "inputs": .array(run.inputs.map(json)), "outputs": .array(run.outputs.map(json)),
      "metrics": .array(
        run.metrics.map { metric in
          .object([
            "name": .string(metric.name), "value": .number(metric.value),
            "step": metric.step.map { .integer(Int64($0)) } ?? .null,
          ])
        }),
    ]
    if !run.removed.isEmpty { members["removed"] = .array(run.removed.map { .string($0) }) }
    members["device"] = run.device?.json
    members["ranks"] = run.ranks?.json
    members["directory"] = run.directory.map { .string($0) }
    members["key"] = run.name.key.map { .string($0.hex) }
    members["seed"] = run.seed.map { .string($0) }
    members["end"] = run.end.map { .string($0.text) }
    members["error"] = run.error.map { .string($0) }
    members["note"] = run.note.map { .string($0) }
    members["continues"] = run.continues.map { .string($0) }
    return .object(members)
  }

  private static func json(_ file: RunFacts.File) -> JSONValue {
    var members: [String: JSONValue] = [
      "role": .string(file.role), "path": .string(file.path), "kept": .bool(file.kept),
    ]
    members["digest"] = file.identity.map { .string($0.hex) }
    members["made_by"] = file.producer.map { .string($0.id) }
    return .object(members)
  }

  /// Files in a few words: the path of the first, and how many more there are.
  static func places(_ files: [RunFacts.File]) -> String {
    guard let first = files.first(where: \.kept) ?? files.first else { return "" }
    return first.path + (files.count > 1 ? " (+\(files.count - 1))" : "")
  }

  /// What a run made, or else what it removed.
  static func results(_ run: RunFacts) -> String {
    guard run.outputs.isEmpty, let first = run.removed.first else { return places(run.outputs) }
    return "\(first)\(run.removed.count > 1 ? " (+\(run.removed.count - 1))" : ""), removed"
  }

  private static func files(_ label: String, _ files: [RunFacts.File], _ shown: Int) -> [String] {
    var lines = files.prefix(files.count > shown ? shown - 1 : shown).map { file in
      let digest = file.identity.map { "  \($0.short)" } ?? ""
      let producer = file.producer.map { "  from \($0.text)" } ?? ""
      return "\(file.role): \(file.path)\(digest)\(file.kept ? "" : "  (removed again)")\(producer)"
    }
    if files.count > shown { lines.append("and \(files.count - shown + 1) more") }
    return lines.enumerated().map { index, line in "  \(index == 0 ? label : "    ")     \(line)" }
  }

  private static func removed(_ paths: [String], _ shown: Int) -> [String] {
    var lines = Array(paths.prefix(paths.count > shown ? shown - 1 : shown))
    if paths.count > shown { lines.append("and \(paths.count - shown + 1) more") }
    return lines.enumerated().map { index, line in "  \(index == 0 ? "removed" : "       ")  \(line)" }
  }
}

extension RunFacts {
  /// The loss at the end of a training or evaluation, of validation if there is one.
  var finalLoss: Double? {
    for name in ["valid_loss", "loss"] {
      if let value = metrics.last(where: { $0.name == name })?.value, value.isFinite { return value }
    }
    return nil
  }
}
