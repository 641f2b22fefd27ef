import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest log`: what happened here, the latest first; a run, or with `--long` each, told in full.
struct LogCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List runs in plain words, newest first; show one run in full.",
    discussion: """
      A table of runs with their inputs, outputs, loss and time. On a terminal it fits the width; elsewhere nothing is \
      truncated. With the id of a run, or with --long, everything that is known about the run.

      Example: manifest log
      Example: manifest log 01a1fdba-e309
      Example: manifest log --long --stage lm-train --limit 1
      """)

  @Argument(help: ArgumentHelp("Only this run: the beginning of its id.", valueName: "run"))
  var run: String?

  @Option(
    name: .long, help: ArgumentHelp("Only runs of this stage.", valueName: "tool"), completion: .list(ToolNames.stages))
  var stage: String?

  @Option(name: .long, help: ArgumentHelp("At most so many. (default: 30, and 10 with --long)", valueName: "n"))
  var limit: Int?

  @Flag(name: .long, help: "Tell each run in full.")
  var long = false

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let runs = try options.ask { store in
      guard let run else { return try store.runs(stage: stage, limit: max(1, limit ?? (long ? 10 : 30))) }
      return [try store.run(id: try store.runID(startingWith: run))].compactMap { $0 }
    }
    if options.json {
      options.show(.array(runs.map(RunText.json)))
      return
    }
    guard long || run != nil else {
      Terminal.text(RunTable.course(runs).text(width: Terminal.outputColumns))
      return
    }
    for (index, facts) in runs.enumerated() {
      if index > 0 { Terminal.result("") }
      for line in RunText.lines(facts, filesShown: run == nil ? 6 : .max) { Terminal.result(line) }
    }
  }
}
