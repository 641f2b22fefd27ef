import ArgumentParser
import CommandSupport
import Conversations
import Formats
import Messages

/// `lm-train export`: a trained model in the layout of other software.
struct ExportCommand: ToolCommand {
  static let tool = "lm-train export"
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export a model for Hugging Face transformers or llama.cpp, or adapters for peft.",
    discussion: """
      Example: lm-train export --checkpoint run --tokenizer tokenizer --hf folder

      Example: lm-train export --checkpoint run --tokenizer tokenizer --gguf model.gguf --gguf-type q8_0

      Example: lm-train export --checkpoint tuned --adapter folder

      --hf writes a folder: config.json, generation_config.json, tokenizer.json, tokenizer_config.json, \
      special_tokens_map.json and model.safetensors. AutoModelForCausalLM and AutoTokenizer open it, and so do tools \
      that start from such folders. --gguf writes one file for llama.cpp, Ollama and their like. Models with \
      --norm pre, --position rope and --ffn swiglu are Llamas, or with one thing more Mistrals or Qwens; those with all \
      of GPT-2's parts are that. --adapter writes what --lora-rank trained, without the model beneath it, as a folder for \
      peft: PeftModel.from_pretrained opens it on top of the model that the training began with. Beside FILE.gguf lies FILE.Modelfile for Ollama. What is written appears whole; a \
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

  @Option(
    help: ArgumentHelp(
      "The folder to write, for peft: what --lora-rank trained, without the model beneath it.", valueName: "dir"),
    completion: .directory)
  var adapter: String?

  @Option(
    help: ArgumentHelp(
      "What the adapter is for, as peft finds it. (default: the folder of transformers that the training began with)",
      valueName: "name"),
    completion: .directory)
  var baseModel: String?

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
    if adapter == "" { throw ValidationError("--adapter needs the name of a directory.") }
    if baseModel == "" { throw ValidationError("--base-model needs the name or path of a model.") }
    guard [hf, gguf, adapter].compactMap(\.self).count == 1 else {
      throw ValidationError("--hf <dir>, --gguf <file> or --adapter <dir>: one of them says what to write.")
    }
    try validateAdapter()
    if gguf?.contains(where: \.isNewline) == true { throw ValidationError("--gguf: a name of one line is needed.") }
    if ggufType != nil, gguf == nil { throw ValidationError("--gguf-type: goes with --gguf.") }
  }

  private func validateAdapter() throws {
    guard adapter != nil else {
      if baseModel != nil { throw ValidationError("--base-model: goes with --adapter.") }
      return
    }
    let others = [("tokenizer", tokenizer != nil), ("separator", separator != nil), ("chat-format", chatFormat != nil)]
    if let flag = others.first(where: \.1)?.0 {
      throw ValidationError("--\(flag): goes with --hf or --gguf; an adapter has no tokenizer.")
    }
  }

  mutating func perform() throws {
    checkpoint = try GivenPath("--checkpoint", checkpoint).model()
    tokenizer = try tokenizer.map { try GivenPath("--tokenizer", $0).tokenizer() }
    if let adapter { try AdapterJob.perform(self, to: adapter) } else { try ExportJob.perform(self) }
  }

  /// Says on standard output what was written.
  ///
  /// - Parameters:
  ///   - files: all of it
  ///   - path: of the folder, or of the file that counts
  ///   - asFolder: whether it is a folder
  ///   - more: what a person is told beside it
  ///   - json: whether a program reads it
  static func report(_ files: [WrittenFile], of path: String, asFolder: Bool, _ more: String = "", json: Bool) {
    let bytes = files.reduce(0) { $0 + $1.bytes }
    guard json else {
      let count = asFolder ? "\(Units.counted(files.count, "file")), " : ""
      Terminal.result("\(Printable.path(path)): \(count)\(Units.bytes(bytes))\(more)")
      return
    }
    let place = asFolder ? "folder" : "file"
    let result: JSONValue = [
      "files": .array(files.map { .string($0.path) }), "bytes": .integer(Int64(bytes)), place: .string(path),
    ]
    Terminal.text(result.pretty)
  }
}

extension ChatFormat: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }
}

extension GGUFType: ExpressibleByArgument {}
