import ArgumentParser
import CommandSupport

/// `lm-eval`: measures models and reports on their training. Without a subcommand it measures.
@main
struct LMEvalTool: ToolCommand {
  static let tool = "lm-eval"
  static let forms = [
    "lm-eval --checkpoint run --dataset dataset --tokenizer tokenizer",
    "lm-eval report run --output report.html",
    "lm-eval compare run",
  ]
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Evaluate a model, or report on training runs.",
    discussion: """
      Example: lm-eval --checkpoint run --dataset dataset --tokenizer tokenizer --output run/eval.json
      Example: lm-eval report runs/lr-* --output report.html
      Example: lm-eval compare runs/lr-*

      Each subcommand has its own --help.
      """,
    version: ToolVersion.line(tool),
    subcommands: [LMEval.self, ReportCommand.self, CompareCommand.self, TensorBoardCommand.self],
    defaultSubcommand: LMEval.self)

  mutating func perform() throws { throw CleanExit.helpRequest(self) }
}
