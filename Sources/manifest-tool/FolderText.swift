import CommandSupport
import Formats
import Manifest
import Messages

/// What is known of a folder, in a few lines or as JSON.
enum FolderText {
  /// The lines of `manifest why` about a folder.
  static func lines(_ history: FolderHistory) -> [String] {
    var lines = ["\(history.path)/: \(head(history))"]
    if let because = history.staleBecause {
      let files = history.stale == 1 ? "1 file" : "\(Units.grouped(history.stale)) files"
      lines.append("  out of date: \(files) (\(because))")
    }
    for group in history.groups.prefix(shown) { lines.append("  \(words(group))") }
    if history.groups.count > shown { lines.append("  and files of \(history.groups.count - shown) earlier runs") }
    if history.given > 0 { lines.append("  \(Units.grouped(history.given)) given: no recorded run made them") }
    if let latest = history.latest { lines += RunText.lines(latest) }
    if !history.readers.isEmpty { lines.append("read by  " + HistoryText.list(history.readers)) }
    return lines
  }

  private static let shown = 6

  private static func head(_ history: FolderHistory) -> String {
    let files = history.groups.reduce(0) { $0 + $1.present }
    let bytes = history.groups.reduce(0) { $0 + $1.bytes }
    return "\(Units.grouped(files)) recorded \(files == 1 ? "file" : "files"), \(Units.bytes(bytes))"
  }

  private static func words(_ group: FolderHistory.Group) -> String {
    let kinds = group.kinds.isEmpty ? "" : " (\(group.kinds.joined(separator: ", ")))"
    let gone = group.gone > 0 ? ", \(Units.grouped(group.gone)) gone" : ""
    return "\(Units.grouped(group.present)) by \(group.producer.text)\(kinds)\(gone)"
  }

  /// The same for machines.
  static func json(_ history: FolderHistory) -> JSONValue {
    var members: [String: JSONValue] = [
      "path": .string(history.path), "given": .integer(Int64(history.given)), "stale": .integer(Int64(history.stale)),
      "made_by": .array(
        history.groups.map { group in
          [
            "run": .string(group.producer.id), "stage": .string(group.producer.stage),
            "kinds": .array(group.kinds.map { .string($0) }), "present": .integer(Int64(group.present)),
            "gone": .integer(Int64(group.gone)), "bytes": .integer(Int64(group.bytes)),
          ]
        }),
      "read_by": .array(history.readers.map { .string($0.id) }),
    ]
    members["latest"] = history.latest.map(RunText.json)
    return .object(members)
  }
}
