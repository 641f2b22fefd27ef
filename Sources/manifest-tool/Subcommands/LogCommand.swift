import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest log`: runs told in full.
struct LogCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Tell runs in full, the latest first.",
    discussion: "Example: manifest log --stage lm-train --limit 1")

  @Argument(help: ArgumentHelp("Only this run: the beginning of its id.", valueName: "run"))
  var run: String?

  @Option(name: .long, help: ArgumentHelp("Only runs of this stage.", valueName: "tool"))
  var stage: String?

  @Option(name: .long, help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit = 10

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let store = try options.open()
    let runs: [RunFacts]
    if let run {
      runs = [try store.run(id: try store.runID(startingWith: run))].compactMap { $0 }
    } else {
      runs = try store.runs(stage: stage, limit: max(1, limit))
    }
    if options.json {
      options.show(.array(runs.map(RunText.json)))
      return
    }
    for (index, facts) in runs.enumerated() {
      if index > 0 { Terminal.result("") }
      for line in RunText.lines(facts, filesShown: run == nil ? 6 : .max) { Terminal.result(line) }
    }
  }
}
