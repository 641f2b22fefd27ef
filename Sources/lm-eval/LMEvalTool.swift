import ArgumentParser
import CommandSupport

/// `lm-eval`: measures models, lets them answer questions, and reports on their training. Without a subcommand it measures.
@main
struct LMEvalTool: ToolCommand {
  static let tool = "lm-eval"
  static let forms = [
    "lm-eval --checkpoint run --dataset dataset --tokenizer tokenizer",
    "lm-eval tasks --checkpoint run --tokenizer tokenizer --input questions.jsonl",
    "lm-eval report run --output report.html",
  ]
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Evaluate a model, or report on training runs.",
    discussion: """
      Example: lm-eval --checkpoint run --dataset dataset --tokenizer tokenizer --output run/eval.json
      Example: lm-eval tasks --checkpoint run --tokenizer tokenizer --input questions.jsonl
      Example: lm-eval documents --checkpoint run --dataset dataset --tokenizer tokenizer --worst 20
      Example: lm-eval report runs/lr-* --output report.html
      Example: lm-eval compare runs/lr-*

      Each subcommand has its own --help.
      """,
    version: ToolVersion.line(tool),
    subcommands: [
      LMEval.self, TasksCommand.self, DocumentsCommand.self, ReportCommand.self, CompareCommand.self,
      TensorBoardCommand.self,
    ],
    defaultSubcommand: LMEval.self)

  mutating func perform() throws { throw CleanExit.helpRequest(self) }
}
