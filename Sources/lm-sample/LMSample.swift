import ArgumentParser
import CommandSupport

/// Continues a prompt with a trained model.
@main
struct LMSample: ToolCommand {
  static let tool = "lm-sample"
  static let forms = [
    "lm-sample --checkpoint run --tokenizer tokenizer --prompt 'Once upon a time' --temperature 0.8",
    "lm-sample --checkpoint run --tokenizer tokenizer --prompt-file prompt.txt --max-new-tokens 100",
    "lm-sample --checkpoint run --tokenizer tokenizer --prompt '' --samples 16",
  ]
  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Generate text with a trained model.",
    discussion: """
      Example: lm-sample --checkpoint run --tokenizer tokenizer --prompt 'Once upon a time' --temperature 0.8 --top-p 0.9

      Without --prompt and --prompt-file the prompt is read from standard input; an empty prompt starts a new \
      document. The text is printed as it is generated, one whole character at a time. Several samples are decoded as \
      one batch: the first is printed as it is generated, the others after it. A sample ends at the separator or after \
      --max-new-tokens; when the model's context is full, it continues from the last tokens that fit.

      --checkpoint also takes a state dict of CS336's PyTorch model, saved with safetensors. Its shapes give \
      all settings except --heads, --context-length and --rope-theta.
      """,
    version: ToolVersion.line(tool))

  @Option(
    help: ArgumentHelp(
      "A checkpoint, a state dict, or a run's directory for its newest checkpoint.", valueName: "path"),
    completion: .file()
  )
  var checkpoint: String

  @Option(
    help: ArgumentHelp("The directory of the tokenizer that the model was trained with.", valueName: "dir"),
    completion: .directory)
  var tokenizer: String

  @OptionGroup(title: "Prompt") var prompt: PromptFlags
  @OptionGroup(title: "Sampling") var sampling: SamplingFlags
  @OptionGroup(title: "Precision") var weights: WeightFlags
  @OptionGroup(title: "A state dict's shape") var stateDict: StateDictFlags
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stage: StageOptions

  mutating func perform() throws {
    checkpoint = try GivenPath("--checkpoint", checkpoint).model()
    tokenizer = try GivenPath("--tokenizer", tokenizer).tokenizer()
    try SamplingJob.perform(self)
  }
}
