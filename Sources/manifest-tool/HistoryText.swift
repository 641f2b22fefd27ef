import CommandSupport
import Formats
import Manifest
import Messages

/// What is known of a file, in a few lines or as JSON.
enum HistoryText {
  /// The lines of `manifest why`.
  static func lines(_ history: FileHistory) -> [String] {
    var lines = [head(history)]
    if let reason = history.unreadable { lines.append("  cannot be read now: \(reason)") }
    if let because = history.staleBecause { lines.append("  out of date: \(because)") }
    if history.isModified {
      lines.append("  changed by hand: no recorded run made what lies here now")
    } else if history.producer == nil, history.isPresent {
      lines.append("  given: no recorded run made it")
    }
    if let madeAt = history.madeAt { lines.append("  moved or copied from \(madeAt)") }
    if let producer = history.producer { lines += RunText.lines(producer) }
    let others = history.versions.filter { $0 != history.producer?.name }
    if !others.isEmpty { lines.append("also written by  " + list(others)) }
    if !history.readers.isEmpty { lines.append("read by  " + list(history.readers)) }
    return lines
  }

  /// The same for machines.
  static func json(_ history: FileHistory) -> JSONValue {
    var members: [String: JSONValue] = [
      "path": .string(history.path), "present": .bool(history.isPresent), "modified": .bool(history.isModified),
      "versions": .array(history.versions.map { .string($0.id) }),
      "read_by": .array(history.readers.map { .string($0.id) }),
    ]
    members["digest"] = history.identity.map { .string($0.hex) }
    members["bytes"] = history.bytes.map { .integer(Int64($0)) }
    members["kind"] = history.kind.map { .string($0) }
    members["made_by"] = history.producer.map(RunText.json)
    members["made_at"] = history.madeAt.map { .string($0) }
    members["removed_by"] = history.removedBy.map { .string($0.name.id) }
    members["unreadable"] = history.unreadable.map { .string($0) }
    members["stale"] = history.staleBecause.map { .string($0) }
    return .object(members)
  }

  private static func head(_ history: FileHistory) -> String {
    guard history.isPresent else {
      let removal = history.removedBy.map { ", removed on purpose by \($0.name.text) on \($0.start.forPeople)" } ?? ""
      return "\(history.path): not there any more\(removal)"
    }
    let facts = [history.kind, history.bytes.map(Units.bytes), history.identity?.short].compactMap { $0 }
    return "\(history.path): \(facts.joined(separator: ", "))"
  }

  /// Runs in a few words.
  static func list(_ runs: [RunName]) -> String {
    runs.prefix(4).map(\.text).joined(separator: ", ") + (runs.count > 4 ? " and \(runs.count - 4) more" : "")
  }
}
