import ArgumentParser
import CommandSupport
import Formats
import Manifest
import Messages

/// `manifest ingest`: takes receipts in that the database does not have yet.
struct IngestCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Add the receipts of array tasks and of runs that could not write to the manifest.",
    discussion: """
      Creates the manifest if there is none. Doing it twice changes nothing. A receipt that cannot be read is named \
      and skipped.

      Example: manifest ingest
      """)

  @Option(
    name: .long,
    help: ArgumentHelp("Declare a run lost that was left running on another machine.", valueName: "run"))
  var lost: String?

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let store = try ManifestStore(creating: try options.location())
    let report = try store.ingestPending()
    let given = try lost.map { try store.declareLost($0) }
    if options.json {
      options.show([
        "taken": .integer(Int64(report.ingested)), "found_dead": .integer(Int64(report.interrupted)),
        "unreadable": .array(report.unreadable.map { .string(FlagNames.text($0)) }),
      ])
    } else {
      let dead = report.interrupted > 0 ? ", \(report.interrupted) of them found dead" : ""
      Terminal.result("\(Units.counted(report.ingested, "receipt")) added\(dead)")
      if let given { Terminal.result("run \(given.id) is now \(given.status.rawValue)") }
    }
    Question.name(report.unreadable)
  }
}
