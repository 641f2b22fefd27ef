import ArgumentParser
import CommandSupport

/// `lm-train export`: a trained model in the layout of other software.
struct ExportCommand: ToolCommand {
  static let tool = "lm-train export"
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export a model as a directory that Hugging Face transformers opens.",
    discussion: """
      Example: lm-train export --checkpoint run --tokenizer tokenizer --hf folder

      The folder holds a Llama: config.json, generation_config.json, tokenizer.json, tokenizer_config.json, \
      special_tokens_map.json and model.safetensors. AutoModelForCausalLM and AutoTokenizer open it, and so do tools \
      that start from such folders. Only models with --norm pre, --position rope and --ffn swiglu are Llamas. The \
      folder appears whole; a former export at the same place is replaced with --force.

      --checkpoint also takes a state dict of CS336's PyTorch model, saved with safetensors. Its shapes tell all but \
      --heads, --context-length and --rope-theta.
      """)

  @Option(
    help: ArgumentHelp(
      "A checkpoint, a state dict, or a run's directory for its newest checkpoint; RUN/best is its best.",
      valueName: "path"),
    completion: .file()
  )
  var checkpoint: String

  @Option(
    help: ArgumentHelp("The directory of the tokenizer that the model was trained with.", valueName: "dir"),
    completion: .file())
  var tokenizer: String

  @Option(help: ArgumentHelp("The folder to write.", valueName: "dir"), completion: .directory)
  var hf: String

  @Option(
    name: [.long, .customLong("end-token")],
    help: ArgumentHelp("The special token between documents. (default: <|endoftext|>)", valueName: "text"))
  var separator: String?

  @OptionGroup(title: "A state dict's shape") var stateDict: StateDictFlags
  @OptionGroup var stage: StageOptions

  mutating func validate() throws {
    if hf.isEmpty { throw ValidationError("--hf needs the name of a directory.") }
  }

  mutating func perform() throws {
    checkpoint = try GivenPath("--checkpoint", checkpoint).model()
    tokenizer = try GivenPath("--tokenizer", tokenizer).tokenizer()
    try ExportJob.perform(self)
  }
}
