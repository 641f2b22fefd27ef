import ArgumentParser
import CommandSupport

/// Measures how well a model predicts a split of a dataset.
struct LMEval: ToolCommand {
  static let tool = LMEvalTool.tool
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Mean loss, perplexity and bits per byte of a model on a dataset.",
    discussion: """
      Example: lm-eval --checkpoint run --dataset dataset --tokenizer tokenizer --output run/eval.json

      Every token but the first is predicted once, in windows of the context length that do not overlap. Bits per \
      byte needs the tokenizer, for the length of each token; special tokens stand for no text and are left out of it.

      --checkpoint also takes a state dict of CS336's PyTorch model, saved with safetensors. Its shapes tell all but \
      --heads, --context-length and --rope-theta.

      Besides, lm-eval report and lm-eval compare put training runs beside each other; lm-eval report --help and so on \
      tell more.
      """)

  @Option(help: ArgumentHelp("A checkpoint or state dict, or a run's folder for its newest one.", valueName: "path"))
  var checkpoint: String

  @Option(help: ArgumentHelp("The dataset: a folder made by shard.", valueName: "dir"))
  var dataset: String

  @Option(help: ArgumentHelp("The split to measure on.", valueName: "name"))
  var split = "valid"

  @Option(help: ArgumentHelp("Predict at most this many tokens, from the start. (default: all)", valueName: "n"))
  var maxTokens: Int?

  @Option(help: ArgumentHelp("The tokenizer's folder, for bits per byte.", valueName: "dir"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("Write the result as JSON to this file.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Precision") var weights: WeightFlags
  @OptionGroup(title: "A state dict's shape") var stateDict: StateDictFlags
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stage: StageOptions

  mutating func validate() throws {
    if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens \(maxTokens): must be 1 or more.") }
  }

  mutating func perform() throws {
    let report = try EvaluationJob.perform(self)
    guard let report else { return }
    Terminal.text(stage.json ? report.json.pretty : report.lines.joined(separator: "\n") + "\n")
  }
}
