import CommandSupport
import Formats
import Manifest
import Messages

/// What could be removed and what stays, in lines or as JSON.
struct RemovalText {
  let plan: RemovalPlan
  private let options: ManifestOptions
  /// The commands that make the files again, by their runs.
  private var commands: [String: String] = [:]

  /// The text of a plan, with what the manifest knows of its runs.
  init(_ plan: RemovalPlan, store: ManifestStore, options: ManifestOptions) throws {
    self.plan = plan
    self.options = options
    for id in Set(plan.files.map(\.producer.id)) {
      commands[id] = try store.run(id: id)?.arguments.map(ShellWord.quoted).joined(separator: " ")
    }
  }

  /// `4 files, 1.2 MB`.
  static func size(_ plan: RemovalPlan) -> String {
    "\(Units.grouped(plan.files.count)) \(plan.files.count == 1 ? "file" : "files"), \(Units.bytes(plan.bytes))"
  }

  /// Shows the plan; `removed` is what was removed of it, or nil where nothing was tried.
  func show(removed: [String]?) {
    if options.json { return options.show(json(removed)) }
    for line in lines { Terminal.result(line) }
  }

  private struct Group: Hashable {
    var folder: String
    var run: String
    var why: RemovalPlan.Why
  }

  private var lines: [String] {
    var lines: [String] = []
    let groups = Dictionary(grouping: plan.files) { file in
      Group(folder: FilePath.folder(file.path), run: file.producer.id, why: file.why)
    }
    for (group, files) in groups.sorted(by: { ($0.value[0].path, $0.key.run) < ($1.value[0].path, $1.key.run) }) {
      lines += self.lines(group, files)
    }
    for left in plan.left { lines.append("stays: \(left.path): \(left.reason)") }
    if !plan.unnoted.isEmpty {
      lines.append(
        "\(Units.grouped(plan.unnoted.count)) files of a removal that was stopped are gone and will be noted")
    }
    if plan.files.isEmpty {
      lines.append(plan.unnoted.isEmpty ? "there is nothing to remove" : "there is nothing else to remove")
    } else {
      lines.append("\(Self.size(plan)) can be removed")
    }
    return lines
  }

  private func lines(_ group: Group, _ files: [RemovalPlan.File]) -> [String] {
    let more = files.count > 1 ? " (+\(files.count - 1))" : ""
    let bytes = files.reduce(0) { $0 + $1.bytes }
    return [
      "\(files[0].path)\(more)  \(Units.bytes(bytes))  \(group.why.words)",
      "  can be made again by \(files[0].producer.text): \(commands[group.run] ?? "")",
    ]
  }

  private func json(_ removed: [String]?) -> JSONValue {
    [
      "files": .array(
        plan.files.map { file in
          [
            "path": .string(file.path), "bytes": .integer(Int64(file.bytes)), "run": .string(file.producer.id),
            "stage": .string(file.producer.stage), "because": .string(file.why.words),
          ]
        }),
      "left": .array(plan.left.map { ["path": .string($0.path), "because": .string($0.reason)] }),
      "bytes": .integer(Int64(plan.bytes)), "removed": .array((removed ?? []).map { .string($0) }),
    ]
  }
}
