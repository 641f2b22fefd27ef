import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest runs`: one line a run.
struct RunsCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List runs, the latest last.", discussion: "Example: manifest runs --limit 10")

  @Option(name: .long, help: ArgumentHelp("Only runs of this stage.", valueName: "tool"))
  var stage: String?

  @Option(name: .long, help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit = 30

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let runs = try options.open().runs(stage: stage, limit: max(1, limit)).reversed()
    if options.json {
      options.show(.array(runs.map(RunText.json)))
      return
    }
    var table = TextTable(heads: ["run", "started", "stage", "status", "took", "reason", "remark"])
    for run in runs {
      table.rows.append([
        RunID.short(run.name.id), run.start.forPeople, run.name.stage, run.status.rawValue,
        run.seconds.map(Units.duration) ?? "", run.reason, run.error ?? run.because,
      ])
    }
    Terminal.text(table.text)
  }
}
