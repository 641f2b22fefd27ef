import Formats
import Transformer

/// What a training with adapters of low rank learned, as a folder that Hugging Face's `peft` opens on top of the model that
/// the training began with. Layout: huggingface/peft, docs/source/developer_guides/checkpoint.md.
package struct AdapterFolder {
  private let modules: AdapterModules
  private let family: HuggingFaceFamily
  private let base: String

  /// The names of its files, the largest last.
  package static let fileNames = ["adapter_config.json", "adapter_model.safetensors"]

  /// Reads the factors.
  ///
  /// - Parameters:
  ///   - file: a checkpoint of a training with adapters
  ///   - base: the name or path of the model that it began with, which the folder tells
  /// - Throws: `FormatError` or ``CheckpointError``
  package init(_ file: ModelFile, base: String) throws {
    guard let checkpoint = file.checkpoint else { throw CheckpointError.checkpoint(path: file.path, .noAdapters) }
    family = try LlamaFolder.family(of: file.model, path: file.path)
    modules = AdapterModules(try checkpoint.adapters(), file.model, family)
    self.base = base
  }

  /// Writes the folder, which appears whole. One that stands there is replaced.
  ///
  /// - Parameters:
  ///   - path: of the folder
  ///   - mayReplace: asked before another folder is replaced, and can ask whether it is the same
  /// - Returns: its files, in the order of ``fileNames``
  /// - Throws: `FormatError`
  package func write(
    to path: String, mayReplace: (_ isSame: () throws -> Bool) throws -> Void = { _ in }
  ) throws -> [WrittenFile] {
    let folder = try AtomicFolder(path: path)
    // GPT-2's class has matrices (inputs, outputs).
    let configuration = modules.configuration(base: base, isTransposed: family == .gpt2)
    let files = [
      try AtomicFile.write(Array(configuration.pretty.utf8), to: folder.file(Self.fileNames[0])),
      try writeTensors(to: folder.file(Self.fileNames[1])),
    ]
    return try folder.commit(files, mayReplace: mayReplace)
  }

  private func writeTensors(to path: String) throws -> WrittenFile {
    let tensors = modules.modules.flatMap { module in
      let (name, rank) = ("base_model.model.\(module.name)", module.pairs * modules.rank)
      return [
        TensorToWrite(
          name: "\(name).lora_A.weight", shape: [rank, module.inputs],
          floats: UnsafeBufferPointer(start: module.a.pointer, count: rank * module.inputs)),
        TensorToWrite(
          name: "\(name).lora_B.weight", shape: [module.outputs, rank],
          floats: UnsafeBufferPointer(start: module.b.pointer, count: module.outputs * rank)),
      ]
    }
    return try withExtendedLifetime(modules) {
      try SafetensorsWriter.write(tensors, metadata: ["format": "pt"], to: path)
    }
  }
}
