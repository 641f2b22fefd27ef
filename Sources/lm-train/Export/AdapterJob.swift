import Checkpoints
import CommandSupport
import Formats
import Messages

/// An export of what adapters of low rank learned, without the model beneath them, as a stage of the pipeline.
struct AdapterJob {
  private let checkpoint: ModelFile
  private let base: String
  private let path: String
  private let command: ExportCommand

  /// Opens the checkpoint, and finds the model that the training began with.
  ///
  /// - Throws: `FormatError`, `CheckpointError`, or `ToolFailure.usage` if it is not known what the adapters belong to
  private init(_ command: ExportCommand, to path: String) throws {
    (self.command, self.path) = (command, path)
    checkpoint = try ModelFile(command.checkpoint, shape: StateDictShape(command.stateDict))
    base = try command.baseModel ?? Self.base(of: checkpoint)
  }

  private static func base(of checkpoint: ModelFile) throws -> String {
    let first = RunChoices(of: checkpoint)?.initFrom
    if let first, ModelFolder.isOne(first) { return first }
    let found = first.map { "\(Printable.path($0)) is none" } ?? "which the checkpoint's run does not tell"
    throw ToolFailure.usage(
      "--base-model is missing (expected the folder of transformers that the training began with; \(found)); name it, or "
        + "what lm-train export --hf made of that model")
  }

  /// Writes the folder, and names it on standard output.
  ///
  /// - Parameters:
  ///   - command: the flags
  ///   - path: of the folder
  /// - Throws: `FormatError`, `CheckpointError` or `ToolFailure`
  static func perform(_ command: ExportCommand, to path: String) throws {
    try RunFolder.lookingAgain { begins in try AdapterJob(command, to: path).perform(begins) }
  }

  private func perform(_ begins: () -> Void) throws {
    if !command.stage.quiet { ExportCommand.noteSkipped(checkpoint.passedOver) }
    let written = try stage().run { run in
      begins()
      let place = try ExportPlace(path, files: AdapterFolder.fileNames, isForced: command.stage.force)
      let folder = try AdapterFolder(checkpoint, base: base)
      try run.checkInputs()
      let files = try folder.write(to: path, mayReplace: place.mayReplace)
      for file in files { try run.output(role: "export", file, kind: "peft adapter") }
      return files
    }
    if let written { ExportCommand.report(written, of: path, asFolder: true, json: command.stage.json) }
  }

  private func stage() throws -> Stage {
    let scope = OutputScope.replacedFolder(path)
    return try Stage(
      tool: ExportCommand.tool, semantics: 2, configuration: ["layout": "peft", "base_model": .string(base)],
      inputs: checkpoint.files.map { StageInput("checkpoint", path: $0, isOpen: true) },
      outputs: AdapterFolder.fileNames.map { FilePath.joined(path, $0) }, scope: { scope }, options: command.stage)
  }
}
