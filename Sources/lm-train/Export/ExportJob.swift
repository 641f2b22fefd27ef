import Checkpoints
import CommandSupport
import Conversations
import Formats
import Kernels
import Messages
import Parallel
import Transformer

/// One export: a model and a tokenizer that belong together, and the folder or file as a stage of the pipeline.
struct ExportJob {
  private let checkpoint: ModelFile
  private let tokenizer: TokenizerFiles
  private let tokenizerPath: String
  /// What the model keeps of the folder that it comes from.
  private let kept: KeptSettings
  private let ends: TextEnds
  private let command: ExportCommand
  private let target: Target

  /// What is written, and where.
  private enum Target {
    case folder(String)
    case gguf(String, GGUFType)

    var path: String {
      switch self {
      case .folder(let path), .gguf(let path, _): path
      }
    }
  }

  /// Opens everything, and checks that there is a class for the model, and that the tokenizer is its own.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, or `ToolFailure` for a tokenizer that does not fit
  init(_ command: ExportCommand) throws {
    self.command = command
    target = command.gguf.map { .gguf($0, command.ggufType ?? .f32) } ?? .folder(command.hf ?? "")
    checkpoint = try ModelFile(command.checkpoint, shape: StateDictShape(command.stateDict))
    try LlamaFolder.check(checkpoint.model, path: checkpoint.path)
    let own = try OwnTokenizer(named: command.tokenizer, of: checkpoint, at: command.checkpoint)
    (tokenizer, tokenizerPath) = (own.files, own.path)
    let separator = try tokenizer.separator(command.separator, path: tokenizerPath)
    let found = try KeptSettings(folder: tokenizerPath)
    // Whoever names the end says what the folder would.
    var kept = command.separator == nil ? found : found.withoutEnds
    var ends = kept.ends.end == nil ? TextEnds(separator: separator) : kept.ends
    if let format = command.chatFormat {
      try Self.check(format, tokenizer, at: tokenizerPath)
      kept.template = ChatTemplate(text: format.template)
      ends.end = format.closing
    }
    (self.kept, self.ends) = (kept, ends)
    try checkTokenizer()
    if case .gguf = target { try GGUFModel.check(checkpoint.model, tokenizer, path: checkpoint.path) }
  }

  private static func check(_ format: ChatFormat, _ tokenizer: TokenizerFiles, at path: String) throws {
    guard let missing = format.missing(in: tokenizer.specialTokens).first else { return }
    throw ToolFailure.badData(
      "\(Printable.path(path)): the tokenizer has no special token \(Printable.quoted(missing)) (expected those of "
        + "\(format.name)); give another --chat-format, or none")
  }

  private func checkTokenizer() throws {
    try checkpoint.check(tokenizer, at: tokenizerPath)
    if let special = tokenizer.specialTokens.first(where: TokenizerFiles.isMistakable) {
      throw ToolFailure.badData(
        "\(Printable.path(tokenizerPath)): special token \(Printable.quoted(special)) would read as other bytes in "
          + "tokenizer.json, since all its characters are in GPT-2's byte alphabet (expected ASCII); train with another "
          + "special token")
    }
  }

  /// Opens everything, writes the folder, and names it on standard output. The newest checkpoint of a training at work
  /// may go while it is opened.
  static func perform(_ command: ExportCommand) throws {
    try RunFolder.lookingAgain { begins in try ExportJob(command).perform(begins) }
  }

  private func perform(_ begins: () -> Void) throws {
    if !command.stage.quiet {
      ExportCommand.noteSkipped(checkpoint.passedOver)
      if command.tokenizer == nil {
        Terminal.note("\(ExportCommand.tool): with the tokenizer of \(Printable.path(tokenizerPath))", .quiet)
      }
    }
    let written = try stage().run { run in
      begins()
      return try write(run)
    }
    guard let files = written else { return }
    if case .folder(let path) = target {
      ExportCommand.report(files, of: path, asFolder: true, json: command.stage.json)
    } else {
      let more = ", and \(Printable.path(OllamaModelfile.path(beside: target.path))) for Ollama"
      ExportCommand.report(files, of: target.path, asFolder: false, more, json: command.stage.json)
    }
  }

  private func stage() throws -> Stage {
    var configuration: [String: JSONValue] = ["end_token": ends.end.map { .string($0) } ?? .null]
    configuration["chat_format"] = command.chatFormat.map { .string($0.name) }
    let outputs: [String]
    let scope: OutputScope
    switch target {
    case .folder(let path):
      configuration["layout"] = "llama"
      outputs = LlamaFolder.fileNames(kept).map { FilePath.joined(path, $0) }
      scope = .replacedFolder(path)
    case .gguf(let path, let type):
      configuration["layout"] = "gguf"
      configuration["type"] = .string(type.rawValue)
      (outputs, scope) = ([path, OllamaModelfile.path(beside: path)], .files)
    }
    let stage = try Stage(
      tool: ExportCommand.tool, semantics: 2,
      configuration: .object(configuration.merging(checkpoint.told) { own, _ in own }),
      inputs: checkpoint.files.map { StageInput("checkpoint", path: $0, isOpen: true) }
        + (try TokenizerFiles.definingFiles(at: tokenizerPath)).map { StageInput("tokenizer", path: $0) }
        + kept.paths.filter { !checkpoint.files.contains($0) }.map { StageInput("settings", path: $0) },
      outputs: outputs, scope: { scope }, options: command.stage)
    if case .gguf(let path, _) = target {
      let name = FilePath.name(path)
      stage.recognises = { FileHead.contains([FilePath.name($0) == name ? "GGUF" : "FROM ./"], $0) }
    }
    return stage
  }

  private func write(_ run: StageRun) throws -> [WrittenFile] {
    switch target {
    case .folder(let path): try writeFolder(path, run)
    case .gguf(let path, let type): try writeGGUF(path, type, run)
    }
  }

  private func writeFolder(_ path: String, _ run: StageRun) throws -> [WrittenFile] {
    let names = LlamaFolder.fileNames() + [ChatTemplate.fileName]
    let place = try ExportPlace(path, files: names, isForced: command.stage.force)
    let folder = LlamaFolder(model: try loadModel(run), tokenizer: tokenizer, ends: ends, kept: kept)
    let files = try folder.write(to: path, mayReplace: place.mayReplace)
    for file in files { try run.output(role: "export", file, kind: "hugging face model") }
    return files
  }

  private func writeGGUF(_ path: String, _ type: GGUFType, _ run: StageRun) throws -> [WrittenFile] {
    let gguf = try GGUFModel(
      model: try loadModel(run), tokenizer: tokenizer, ends: ends, template: kept.template.text, type: type,
      name: FilePath.name(path), path: checkpoint.path)
    let modelfile = OllamaModelfile(
      gguf: path, contextLength: checkpoint.model.contextLength, ends: ends, kept: kept)
    let files = [
      try gguf.write(to: path),
      try AtomicFile.write(Array(modelfile.text.utf8), to: OllamaModelfile.path(beside: path)),
    ]
    for (file, kind) in zip(files, ["gguf model", "modelfile"]) { try run.output(role: "export", file, kind: kind) }
    return files
  }

  private func loadModel(_ run: StageRun) throws -> LanguageModel {
    if let note = checkpoint.noteOfIgnored, !run.quiet { Terminal.note("\(ExportCommand.tool): \(note)") }
    let model = try checkpoint.loadModel(operations: CPUOperations(team: ThreadTeam(threads: 1)))
    try run.checkInputs()
    return model
  }
}

extension StateDictShape {
  init(_ flags: StateDictFlags) {
    self.init(
      heads: flags.heads, contextLength: flags.contextLength, ropeTheta: flags.ropeTheta, norm: flags.norm,
      position: flags.position, ffn: flags.ffn, window: flags.window, logitCap: flags.logitSoftcap)
  }
}
