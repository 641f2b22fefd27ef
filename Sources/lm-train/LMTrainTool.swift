import ArgumentParser
import CommandSupport
import Engines

/// `lm-train`: trains models, and takes them elsewhere. Without a subcommand it trains.
@main
struct LMTrainTool: ToolCommand {
  static let tool = "lm-train"
  static let forms = [
    "lm-train --dataset dataset --output run --steps 2000",
    "lm-train --output run --resume",
    "lm-train --plan --preset gpt2-xl --memory 80GB",
  ]
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Train language models and export them.",
    discussion: """
      Example: lm-train --dataset dataset --output run --steps 2000
      Example: lm-train export --checkpoint run --tokenizer tokenizer --hf folder
      """,
    version: ToolVersion.line(tool),
    subcommands: [LMTrain.self, ExportCommand.self, TabulateCommand.self, ToyCommand.self, DevicesCommand.self],
    defaultSubcommand: LMTrain.self)

  /// Of the processes that train together, the first one speaks.
  static var isOneOfSeveral: Bool { (try? Launcher.ofThisProcess()).map { $0.map { $0.rank > 0 } ?? false } ?? false }

  mutating func perform() throws { throw CleanExit.helpRequest(self) }
}
