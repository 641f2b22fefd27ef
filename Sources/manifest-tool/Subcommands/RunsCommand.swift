import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest runs`: one line a run.
struct RunsCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List runs as a table, newest last.",
    discussion: """
      Runs with their inputs, time and loss. On a terminal the table fits the width; elsewhere nothing is truncated.

      Example: manifest runs --stage lm-train --limit 10
      """)

  @Option(
    name: .long, help: ArgumentHelp("Only runs of this stage.", valueName: "tool"), completion: .list(ToolNames.stages))
  var stage: String?

  @Option(name: .long, help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit = 30

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let runs = try options.ask { try $0.runs(stage: stage, limit: max(1, limit)) }.reversed()
    if options.json {
      options.show(.array(runs.map(RunText.json)))
      return
    }
    Terminal.text(RunTable.full(Array(runs)).text(width: Terminal.outputColumns))
  }
}
