import ArgumentParser
import CommandSupport
import Formats
import Manifest
import Messages

/// `manifest rebuild`: makes the database anew from the receipts.
struct RebuildCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Recreate manifest.db from receipts/.",
    discussion: """
      For a manifest that is missing, damaged, or of another version. The receipts are the source; one that \
      cannot be read is named and skipped. A file that is not a manifest is never replaced.

      Example: manifest rebuild
      """)

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let location = try options.location()
    let report = try Rebuild.run(location)
    if options.json {
      options.show([
        "runs": .integer(Int64(report.runs)),
        "unreadable": .array(report.unreadable.map { .string(FlagNames.text($0)) }),
      ])
    } else {
      Terminal.result("\(location.path): recreated from \(Units.counted(report.runs, "receipt"))")
    }
    Question.name(report.unreadable)
  }
}
