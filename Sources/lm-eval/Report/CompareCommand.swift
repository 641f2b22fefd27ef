import ArgumentParser
import CommandSupport
import Formats
import Messages
import Reports

/// `lm-eval compare`: a table of training runs, for a terminal and for a Markdown page.
struct CompareCommand: ToolCommand {
  static let tool = "lm-eval compare"
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare training runs in a Markdown table.",
    discussion: """
      Example: lm-eval compare runs/lr-1e-3 runs/lr-3e-3
      Example: lm-eval compare baseline=runs/a nope=runs/b --columns position,lr

      The table has the settings that differ, the losses, and the runs that diverged or did not finish. Results of \
      lm-eval are read from eval.json in the run's directory.
      """)

  @Argument(help: ArgumentHelp("Folders of training runs, made by lm-train.", valueName: "run"), completion: .directory)
  var runs: [String]

  @Option(help: ArgumentHelp("Settings to show, with commas between. (default: those that differ)", valueName: "names"))
  var columns: String?

  @Flag(help: "Print the runs as JSON, all settings included.")
  var json = false

  mutating func perform() throws {
    let runs = try RunSource.find(runs).map { try $0.read() }
    guard !json else { return Terminal.text(JSONValue.array(runs.map(Self.object)).pretty) }
    let names = columns?.split(separator: ",").map(String.init)
    if let names, let unknown = names.first(where: { name in !runs.contains { $0.settings[name] != nil } }) {
      throw ToolFailure.usage(
        "--columns: no run has a setting \(Printable.quoted(unknown)) (expected names as in config.json, such as lr); "
          + "give others")
    }
    let table = ComparisonTable(Report(runs: runs), settings: names)
    let markdown = MarkdownTable(
      columns: table.heads.map { .init($0.name, isNumber: $0.isNumber) }, rows: table.rows)
    Terminal.text(markdown.text)
  }

  private static func object(_ run: ReportedRun) -> JSONValue {
    var members: [String: JSONValue] = [
      "run": .string(run.label), "settings": .object(run.settings), "steps": .integer(Int64(run.curves.step)),
      "evaluation": .object(run.evaluation.mapValues { .number($0) }),
    ]
    members["loss"] = run.curves.lastLoss.map { .number($0) }
    members["valid_loss"] = run.curves.lastValidation.map { .number($0.loss) }
    members["best_valid_loss"] = run.curves.bestValidation.map { .number($0.loss) }
    members["seconds"] = run.curves.seconds.map { .number($0) }
    members["diverged_at"] = run.curves.divergedAt.map { .integer(Int64($0)) }
    return .object(members)
  }
}
