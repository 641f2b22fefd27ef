import ArgumentParser
import CommandSupport
import Formats
import Manifest
import Messages

/// `manifest verify`: whether the files are what the manifest says.
struct VerifyCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that every recorded file exists and is unchanged.",
    discussion: """
      --quick (the default) reads only files whose size or times have changed; --full reads every byte. Exit code 65 \
      if an output is missing or modified, or a file cannot be read. What `manifest clean`, `manifest forget` or a stage \
      removed on purpose is not missing.

      Example: manifest verify --full
      """)

  @Flag(name: .long, help: "Read only files whose size or times have changed.")
  var quick = false

  @Flag(name: .long, help: "Read every byte.")
  var full = false

  @OptionGroup var options: ManifestOptions

  func validate() throws {
    if quick && full { throw ValidationError("--quick and --full exclude each other; choose one.") }
  }

  mutating func perform() throws {
    let progress = ProgressLine(label: "manifest: reading files", unit: .bytes, total: nil, quiet: options.quiet)
    let found = try options.ask { store in
      try store.verify(full: full) { done, total in progress.update(done, total: total) }
    }
    progress.finish()
    if options.json {
      options.show(json(found))
    } else {
      report(found)
    }
    if !found.isClean { throw ToolFailure.badData(summary(found)) }
  }

  private func summary(_ found: Verification) -> String {
    let missing =
      "\(Units.counted(found.missing.count, "file")) missing, \(Units.grouped(found.modified.count)) modified"
    let again = "run the stages that make them again"
    if found.missing.isEmpty, found.modified.isEmpty, found.unreadable.isEmpty {
      return "\(Units.grouped(found.unnoted.count)) files were removed by a `manifest clean` that was stopped; "
        + "run `manifest clean` again to complete its record"
    }
    guard !found.unreadable.isEmpty else { return "\(missing); \(again)" }
    return "\(missing), \(Units.grouped(found.unreadable.count)) unreadable; move away what stands in their place or "
      + "make it readable, then \(again)"
  }

  private func report(_ found: Verification) {
    var table = TextTable(heads: ["state", "file"])
    table.rows += found.missing.map { ["missing", $0] } + found.modified.map { ["modified", $0] }
    table.rows += found.unreadable.map { ["unreadable", "\($0.path): \($0.reason)"] }
    table.rows += found.unnoted.map { ["half removed", $0] }
    table.rows += found.moved.map { ["moved", "\($0.from) → \($0.to)"] }
    table.rows += found.changedInputs.map { ["changed input", $0] }
    if !table.rows.isEmpty { Terminal.text(table.text()) }
    let read = found.bytesRead > 0 ? ", \(Units.bytes(found.bytesRead)) read" : ""
    let separator = found.isClean ? "; " : ", "
    let removed =
      found.removed.isEmpty ? "" : "\(separator)\(Units.grouped(found.removed.count)) removed on purpose"
    Terminal.result(
      "\(Units.counted(found.files, "file")) checked\(read)\(found.isClean ? ": all outputs as they were made" : "")"
        + removed)
  }

  private func json(_ found: Verification) -> JSONValue {
    [
      "files": .integer(Int64(found.files)), "bytes_read": .integer(Int64(found.bytesRead)),
      "missing": .array(found.missing.map { .string($0) }), "modified": .array(found.modified.map { .string($0) }),
      "changed_inputs": .array(found.changedInputs.map { .string($0) }),
      "removed": .array(found.removed.map { .string($0) }), "unnoted": .array(found.unnoted.map { .string($0) }),
      "unreadable": .array(
        found.unreadable.map { ["path": .string($0.path), "reason": .string($0.reason)] }),
      "moved": .array(found.moved.map { ["from": .string($0.from), "to": .string($0.to)] }),
    ]
  }
}
