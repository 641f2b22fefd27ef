import ArgumentParser
import CommandSupport

/// `manifest`: asks what made what.
@main
struct ManifestTool: ToolCommand {
  static let tool = "manifest"
  static let forms = [
    "manifest runs",
    "manifest why run/step-00001000.safetensors",
    "manifest stale",
  ]
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Show which run made which file, from what, and which files are out of date.",
    discussion: """
      Example: manifest why run/step-00001000.safetensors

      The manifest is an SQLite file; `sqlite3 manifest.db 'select * from runs'` works too, as do the views
      artifacts, lineage, stale and unfinished.
      """,
    version: ToolVersion.line(tool),
    subcommands: [
      RunsCommand.self, LogCommand.self, WhyCommand.self, LineageCommand.self, StaleCommand.self, VerifyCommand.self,
      IngestCommand.self, RebuildCommand.self, ExportCommand.self, NoteCommand.self,
      DiffCommand.self, RerunCommand.self, CleanCommand.self, ForgetCommand.self,
    ])

  mutating func perform() throws { throw CleanExit.helpRequest(self) }
}
