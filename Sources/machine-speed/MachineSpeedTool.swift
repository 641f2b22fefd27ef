import ArgumentParser
import CommandSupport

/// `machine-speed`: what this machine can do, for the benchmarks. Without a subcommand it measures the limits.
@main
struct MachineSpeedTool: ToolCommand {
  static let tool = "machine-speed"
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Measure what this machine can do.",
    discussion: """
      Example: machine-speed --megabytes 70
      Example: machine-speed training
      Example: machine-speed kernels --threads 2
      Example: machine-speed encoding --tokenizer tokenizer --input corpus.txt
      """,
    version: ToolVersion.line(tool),
    subcommands: [MachineSpeed.self, TrainingCommand.self, KernelsCommand.self, EncodingCommand.self],
    defaultSubcommand: MachineSpeed.self)

  mutating func perform() throws { throw CleanExit.helpRequest(self) }
}
