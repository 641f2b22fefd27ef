import ArgumentParser
import Checkpoints
import CommandSupport
import DeviceCommands

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

      Example: lm-sample --checkpoint run/best --tokenizer tokenizer --interactive

      Without --prompt and --prompt-file the prompt is read from standard input; an empty prompt starts a new \
      document. With --interactive, each line is a prompt, or a message where the tokenizer has a chat template or \
      --chat-format names a format; /help lists what else can be said. The text is printed as it is generated, one whole \
      character at a time. Several samples are decoded as \
      one batch: the first is printed as it is generated, the others after it. A sample ends at the separator or after \
      --max-new-tokens; when the model's context is full, it continues from the last tokens that fit.

      --checkpoint also takes a folder of Hugging Face's transformers with a model of Llama, Mistral, Qwen2, Qwen3 or \
      GPT-2 type, which has its own tokenizer; a model of nanoGPT (ckpt.pt) or llm.c (model_….bin); and a state dict of \
      CS336's PyTorch model, saved with safetensors, whose shapes give all settings except --heads, --context-length and \
      --rope-theta.
      """,
    version: ToolVersion.line(tool))

  @Option(
    help: ArgumentHelp(
      "A checkpoint, a run's directory for its newest (RUN/best is its best), a model folder, or a state dict.",
      valueName: "path"),
    completion: .file()
  )
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "The directory of the tokenizer that the model was trained with. (default: that of a model folder)",
      valueName: "dir"),
    completion: .file())
  var tokenizer: String?

  @Flag(help: "Ask for one prompt after another.")
  var interactive = false

  @Flag(
    help: ArgumentHelp(
      "Record the run in the manifest. Without this flag or --manifest, a sample leaves no receipt."))
  var record = false

  @OptionGroup(title: "Prompt") var prompt: PromptFlags
  @OptionGroup(title: "Chat") var chat: ChatFlags
  @OptionGroup(title: "Sampling") var sampling: SamplingFlags
  @OptionGroup(title: "Engine") var device: DeviceFlags
  @OptionGroup(title: "Precision") var weights: WeightFlags
  @OptionGroup(title: "A state dict's shape") var stateDict: StateDictFlags
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var stage: StageOptions

  /// Where the tokenizer is: beside the model's files if no other is named.
  var tokenizerPath: String { tokenizer ?? checkpoint }

  /// A path says that a record is wanted there.
  var isRecorded: Bool { record || stage.manifest != nil }

  mutating func validate() throws {
    try device.check(weights: weights.precision.rawValue)
    guard interactive else { return }
    let refused = [
      ("--prompt-file -", prompt.promptFile == "-"), ("--json", stage.json), ("--record", record),
      ("--manifest", stage.manifest != nil), ("--dry-run", stage.dryRun),
    ]
    if let flag = refused.first(where: \.1)?.0 {
      throw ValidationError("\(flag): not with --interactive, where standard input has one prompt after another.")
    }
  }

  mutating func perform() throws {
    try device.checkName()
    checkpoint = try GivenPath("--checkpoint", checkpoint).model()
    tokenizer = try tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    guard tokenizer != nil || ModelFolder.isOne(checkpoint) else {
      throw ToolFailure.usage(
        "--tokenizer is missing (expected the directory of the tokenizer that the model was trained with); only a model "
          + "folder of transformers has its own")
    }
    // Whoever closes the pipe has read enough.
    Terminal.acceptClosedOutput()
    if interactive { try Conversation.perform(self) } else { try SamplingJob.perform(self) }
  }
}
