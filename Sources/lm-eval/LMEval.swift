import ArgumentParser
import CommandSupport
import DeviceCommands

/// Measures how well a model predicts a split of a dataset.
struct LMEval: ToolCommand {
  static let tool = LMEvalTool.tool
  private static let commands: [any ToolCommand.Type] = [
    TasksCommand.self, DocumentsCommand.self, ReportCommand.self, CompareCommand.self, TensorBoardCommand.self,
  ]
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measure a model's loss, perplexity and bits per byte on a dataset.",
    discussion: """
      Example: lm-eval --checkpoint run --dataset dataset --tokenizer tokenizer --output run/eval.json

      Every token except the first is predicted once, in windows of the context length that do not overlap. Bits per \
      byte needs the tokenizer, for the length of each token; special tokens stand for no text and are not counted.

      --checkpoint also takes a folder of Hugging Face's transformers, a model of nanoGPT (ckpt.pt) or llm.c \
      (model_….bin), and a state dict of CS336's PyTorch model, saved with safetensors, whose shapes give all settings \
      except --heads, --context-length and --rope-theta.

      \(ToolNames.list(commands, of: tool))
      """)

  @Option(
    help: ArgumentHelp(
      "A checkpoint, a state dict, or a run's directory for its newest checkpoint; RUN/best is its best.",
      valueName: "path"),
    completion: .file()
  )
  var checkpoint: String

  @Option(help: ArgumentHelp("The dataset directory, made by shard.", valueName: "dir"), completion: .directory)
  var dataset: String

  @Option(help: ArgumentHelp("The split to evaluate on.", valueName: "name"))
  var split = "valid"

  @Option(help: ArgumentHelp("Maximum number of tokens to predict, from the start. (default: all)", valueName: "n"))
  var maxTokens: Int?

  @Option(
    help: ArgumentHelp("The directory of the tokenizer, for bits per byte.", valueName: "dir"), completion: .file())
  var tokenizer: String?

  @Option(help: ArgumentHelp("Write the result to this file as JSON.", valueName: "file"), completion: .file())
  var output: String?

  @OptionGroup(title: "Engine") var device: DeviceFlags
  @OptionGroup(title: "Precision") var weights: WeightFlags
  @OptionGroup(title: "A state dict's shape") var stateDict: StateDictFlags
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stage: StageOptions

  mutating func validate() throws {
    if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens \(maxTokens): must be 1 or more.") }
    try device.check(weights: weights.precision.rawValue)
  }

  mutating func perform() throws {
    try device.checkName()
    checkpoint = try GivenPath("--checkpoint", checkpoint).model()
    dataset = try GivenPath("--dataset", dataset).dataset()
    tokenizer = try tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    let report = try EvaluationJob.perform(self)
    guard let report else { return }
    Terminal.text(stage.json ? report.json.pretty : report.lines.joined(separator: "\n") + "\n")
  }
}
