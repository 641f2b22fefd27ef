import ArgumentParser
import CommandSupport
import Conversations
import Formats

/// `lm-train export`: a trained model in the layout of other software.
struct ExportCommand: ToolCommand {
  static let tool = "lm-train export"
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export a model for Hugging Face transformers, or for llama.cpp.",
    discussion: """
      Example: lm-train export --checkpoint run --tokenizer tokenizer --hf folder

      Example: lm-train export --checkpoint run --tokenizer tokenizer --gguf model.gguf --gguf-type q8_0

      --hf writes a folder: config.json, generation_config.json, tokenizer.json, tokenizer_config.json, \
      special_tokens_map.json and model.safetensors. AutoModelForCausalLM and AutoTokenizer open it, and so do tools \
      that start from such folders. --gguf writes one file for llama.cpp, Ollama and their like. Models with \
      --norm pre, --position rope and --ffn swiglu are Llamas, or with one thing more Mistrals or Qwens; those with all \
      of GPT-2's parts are that. Beside FILE.gguf lies FILE.Modelfile for Ollama. What is written appears whole; a \
      former export at the same place is replaced with --force.

      A model that comes from a folder of transformers, itself or by --init-from, keeps the folder's tokenizer, chat \
      template and generation_config.json.

      --checkpoint also takes a folder of transformers, a model of nanoGPT or llm.c, and a state dict of CS336's PyTorch \
      model, saved with safetensors, whose shapes tell all but --heads, --context-length and --rope-theta.
      """)

  @Option(
    help: ArgumentHelp(
      "A checkpoint, a state dict, or a run's directory for its newest checkpoint; RUN/best is its best.",
      valueName: "path"),
    completion: .file()
  )
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "The directory of the tokenizer that the model was trained with. (default: that of the folder of transformers that "
        + "the model comes from)", valueName: "dir"),
    completion: .file())
  var tokenizer: String?

  @Option(help: ArgumentHelp("The folder to write, for transformers.", valueName: "dir"), completion: .directory)
  var hf: String?

  @Option(help: ArgumentHelp("The GGUF file to write, for llama.cpp.", valueName: "file"), completion: .file())
  var gguf: String?

  @Option(help: "How the GGUF file's matrices are stored; q8_0 takes a quarter of f32. (default: f32)")
  var ggufType: GGUFType?

  @Option(
    name: [.long, .customLong("end-token")],
    help: ArgumentHelp("The special token between documents. (default: <|endoftext|>)", valueName: "text"))
  var separator: String?

  @Option(
    help: ArgumentHelp(
      """
      Write the chat template of this format, with which the model was trained, and let its messages' end be the end of \
      texts: \(ChatFormat.names). (default: the template of the tokenizer's directory)
      """, valueName: "name"),
    completion: .list(ChatFormat.all.map(\.name)))
  var chatFormat: ChatFormat?

  @OptionGroup(title: "A state dict's shape") var stateDict: StateDictFlags
  @OptionGroup var stage: StageOptions

  mutating func validate() throws {
    if hf == "" { throw ValidationError("--hf needs the name of a directory.") }
    if gguf == "" { throw ValidationError("--gguf needs the name of a file.") }
    guard (hf == nil) != (gguf == nil) else {
      throw ValidationError("--hf <dir> or --gguf <file>: one of them says what to write.")
    }
    if gguf?.contains(where: \.isNewline) == true { throw ValidationError("--gguf: a name of one line is needed.") }
    if ggufType != nil, gguf == nil { throw ValidationError("--gguf-type: goes with --gguf.") }
  }

  mutating func perform() throws {
    checkpoint = try GivenPath("--checkpoint", checkpoint).model()
    tokenizer = try tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    try ExportJob.perform(self)
  }
}

extension ChatFormat: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }
}

extension GGUFType: ExpressibleByArgument {}
