import Formats
import Transformer

/// A model with its tokenizer as a folder that Hugging Face's `transformers` opens: AutoModelForCausalLM and
/// AutoTokenizer, and whatever else reads such folders.
package struct LlamaFolder {
  private let model: LanguageModel
  private let tokenizer: TokenizerFiles
  private let ends: TextEnds
  private let kept: KeptSettings

  /// Takes the parts together.
  ///
  /// - Parameters:
  ///   - model: the model
  ///   - tokenizer: its own
  ///   - ends: the special tokens with which texts begin and end
  ///   - kept: what the folder says that the model comes from
  package init(
    model: LanguageModel, tokenizer: TokenizerFiles, ends: TextEnds, kept: KeptSettings = KeptSettings()
  ) {
    self.model = model
    self.tokenizer = tokenizer
    self.ends = ends
    self.kept = kept
  }

  private enum FileName {
    static let configuration = "config.json"
    static let generation = "generation_config.json"
    static let tensors = "model.safetensors"
  }

  /// The names of its files, the largest last.
  package static func fileNames(_ kept: KeptSettings = KeptSettings()) -> [String] {
    [FileName.configuration, FileName.generation] + TokenizerFiles.transformersFiles
      + (kept.template.file == nil ? [] : [ChatTemplate.fileName]) + [FileName.tensors]
  }

  /// Whether some class can compute what a model of this configuration does.
  ///
  /// - Throws: ``CheckpointError/notLlama(path:obstacle:)`` about `path`
  package static func check(_ configuration: ModelConfiguration, path: String) throws {
    _ = try family(of: configuration, path: path)
  }

  /// - Throws: ``CheckpointError/notLlama(path:obstacle:)`` about `path`
  static func family(of model: ModelConfiguration, path: String) throws -> HuggingFaceFamily {
    guard let family = HuggingFaceFamily(of: model) else {
      throw CheckpointError.notLlama(path: path, obstacle: ExportedConfiguration.obstacle(model))
    }
    return family
  }

  /// Writes the folder, which appears whole. One that stands there is replaced.
  ///
  /// - Parameters:
  ///   - path: of the folder
  ///   - mayReplace: asked before another folder is replaced, and can ask whether it is the same
  /// - Returns: its files, in the order of ``fileNames(_:)``
  /// - Throws: `FormatError`, or ``CheckpointError/notLlama(path:obstacle:)``
  package func write(
    to path: String, mayReplace: (_ isSame: () throws -> Bool) throws -> Void = { _ in }
  ) throws -> [WrittenFile] {
    let family = try Self.family(of: model.configuration, path: path)
    let folder = try AtomicFolder(path: path)
    let configuration = ExportedConfiguration(
      model: model.configuration, family: family, ends: ends.ids(in: tokenizer))
    let generation = kept.generation.map { JSONValue.object($0) } ?? configuration.generation
    var files = [
      try AtomicFile.write(Array(configuration.json.pretty.utf8), to: folder.file(FileName.configuration)),
      try AtomicFile.write(Array(generation.pretty.utf8), to: folder.file(FileName.generation)),
    ]
    files += try tokenizer.writeForTransformers(
      ends: ends, contextLength: model.configuration.contextLength, template: kept.template.setting, path: folder.file)
    if let template = kept.template.file {
      files.append(try AtomicFile.write(template, to: folder.file(ChatTemplate.fileName)))
    }
    let tensors = ExportedTensors(model, family)
    files.append(
      try withExtendedLifetime((tensors, model)) {
        try SafetensorsWriter.write(tensors.tensors, metadata: ["format": "pt"], to: folder.file(FileName.tensors))
      })
    return try folder.commit(files, mayReplace: mayReplace)
  }
}
