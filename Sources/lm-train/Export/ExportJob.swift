import Checkpoints
import CommandSupport
import Formats
import Kernels
import Messages
import Parallel
import Transformer

/// One export: a model and a tokenizer that belong together, and the folder as a stage of the pipeline.
struct ExportJob {
  private let checkpoint: ModelFile
  private let tokenizer: TokenizerFiles
  private let separator: String?
  private let command: ExportCommand

  /// Opens everything, and checks that the model is a Llama and the tokenizer its own.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, or `ToolFailure` for a tokenizer that does not fit
  init(_ command: ExportCommand) throws {
    self.command = command
    checkpoint = try ModelFile(command.checkpoint, shape: StateDictShape(command.stateDict))
    try LlamaFolder.check(checkpoint.model, path: checkpoint.path)
    tokenizer = try TokenizerFiles.load(at: command.tokenizer)
    separator = try tokenizer.separator(command.separator, path: command.tokenizer)
    try checkTokenizer()
  }

  private func checkTokenizer() throws {
    try checkpoint.check(tokenizer, at: command.tokenizer)
    if let special = tokenizer.specialTokens.first(where: TokenizerFiles.isMistakable) {
      throw ToolFailure.badData(
        "\(Printable.path(command.tokenizer)): special token \(Printable.quoted(special)) would read as other bytes in "
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
    if !command.stage.quiet { ExportCommand.noteSkipped(checkpoint.passedOver) }
    let written = try stage().run { run in
      begins()
      return try write(run)
    }
    guard let files = written else { return }
    let bytes = files.reduce(0) { $0 + $1.bytes }
    if command.stage.json {
      let result: JSONValue = [
        "files": .array(files.map { .string($0.path) }), "folder": .string(command.hf), "bytes": .integer(Int64(bytes)),
      ]
      Terminal.text(result.pretty)
    } else {
      Terminal.result("\(Printable.path(command.hf)): \(Units.counted(files.count, "file")), \(Units.bytes(bytes))")
    }
  }

  private func stage() throws -> Stage {
    let configuration: [String: JSONValue] = [
      "layout": "llama", "end_token": separator.map { .string($0) } ?? .null,
    ]
    return try Stage(
      tool: ExportCommand.tool, semantics: 1,
      configuration: .object(configuration.merging(checkpoint.told) { own, _ in own }),
      inputs: checkpoint.files.map { StageInput("checkpoint", path: $0, isOpen: true) }
        + (try TokenizerFiles.definingFiles(at: command.tokenizer)).map { StageInput("tokenizer", path: $0) },
      outputs: LlamaFolder.fileNames.map { FilePath.joined(command.hf, $0) },
      scope: { .replacedFolder(command.hf) }, options: command.stage)
  }

  private func write(_ run: StageRun) throws -> [WrittenFile] {
    try checkPlace()
    if let note = checkpoint.noteOfIgnored, !run.quiet { Terminal.note("\(ExportCommand.tool): \(note)") }
    let model = try checkpoint.loadModel(operations: CPUOperations(team: ThreadTeam(threads: 1)))
    try run.checkInputs()
    let files = try LlamaFolder(model: model, tokenizer: tokenizer, separator: separator).write(to: command.hf)
    for file in files { try run.output(role: "export", file, kind: "hugging face model") }
    return files
  }

  /// A folder with other files in it is never replaced, one with a former export only with --force.
  private func checkPlace() throws {
    let place = Printable.path(command.hf)
    guard Folder.kind(of: command.hf) == .folder else { return }
    let names = try Folder.names(in: command.hf)
    if let foreign = names.first(where: { !LlamaFolder.fileNames.contains($0) }) {
      throw ToolFailure.usage(
        "\(place): holds \(Printable.quoted(foreign)), which is not of an export (expected a new or empty directory); "
          + "choose another directory")
    }
    guard names.isEmpty || command.stage.force else {
      throw ToolFailure.usage(
        "\(place): another export is there (expected a new or empty directory); replace it with --force, or choose "
          + "another directory")
    }
  }
}

extension StateDictShape {
  init(_ flags: StateDictFlags) {
    self.init(
      heads: flags.heads, contextLength: flags.contextLength, ropeTheta: flags.ropeTheta, norm: flags.norm,
      position: flags.position, ffn: flags.ffn, window: flags.window, logitCap: flags.logitSoftcap)
  }
}
