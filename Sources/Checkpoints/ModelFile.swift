import Formats
import Kernels
import Messages
import Transformer

/// A model on disk, whoever wrote it: a checkpoint of lm-train, a state dict of CS336's PyTorch model, a folder of Hugging
/// Face's `transformers`, or a file of nanoGPT or llm.c.
package struct ModelFile {
  /// The file, or the folder.
  package let path: String
  /// Every file that it is read from.
  package let files: [String]
  /// The model's shape.
  package let model: ModelConfiguration
  /// What a checkpoint says of itself; nil for models that others made, which say nothing of it.
  package let header: CheckpointHeader?
  /// The token with which its texts end, where a folder's configuration says it.
  package var endOfText: UInt32? { if case .folder(let folder) = source { folder.endOfText } else { nil } }
  /// What is wrong with newer checkpoints of the folder, which were passed over.
  package let passedOver: [Message]

  /// The checkpoint of lm-train, if it is one.
  var checkpoint: Checkpoint? { if case .checkpoint(let checkpoint) = source { checkpoint } else { nil } }

  private let source: Source

  private enum Source {
    case checkpoint(Checkpoint)
    case stateDict(StateDict)
    case folder(ModelFolder)
    case gpt2(GPT2File)
  }

  /// Opens what a `--checkpoint` flag means: a file, a folder of `transformers`, the newest whole checkpoint of a run's
  /// folder, or with `run/best` the one with the lowest validation loss. `shape` is what only the caller knows of a state
  /// dict; a folder's context length may be shortened.
  ///
  /// - Throws: ``CheckpointError``, `FormatError`, or `ModelError` for an impossible shape
  package init(_ path: String, shape: StateDictShape = StateDictShape()) throws {
    try shape.validate()
    if ModelFolder.isOne(path) {
      self = try ModelFile(folder: path, shape)
      return
    }
    let path = try RunFolder.resolvingBest(path)
    if let file = try ModelFile(foreign: path, shape) {
      self = file
      return
    }
    if Folder.kind(of: path) != .folder {
      let file = try SafetensorsFile(path: path)
      guard CheckpointHeader.isPresent(in: file.metadata) else {
        let stateDict = try StateDict(file, shape: shape)
        (self.path, model, header, source) = (path, stateDict.model, nil, .stateDict(stateDict))
        (files, passedOver) = ([path], [])
        return
      }
    }
    let checkpoint: Checkpoint
    (checkpoint, passedOver) = try RunFolder.locate(path)
    guard shape.given.isEmpty else {
      throw CheckpointError.checkpoint(path: checkpoint.path, .shapeKnown(fields: shape.given))
    }
    (self.path, model, header, source) = (
      checkpoint.path, checkpoint.model, checkpoint.header, .checkpoint(checkpoint)
    )
    files = [checkpoint.path]
  }

  private init(folder path: String, _ shape: StateDictShape) throws {
    let told = shape.given.filter { $0 != "contextLength" }
    guard told.isEmpty else { throw CheckpointError.modelFolder(path: path, .shapeKnown(fields: told)) }
    let folder = try ModelFolder(path: path, contextLength: shape.contextLength)
    (self.path, model, header, source) = (path, folder.model, nil, .folder(folder))
    (files, passedOver) = (folder.files, [])
  }

  /// A file of nanoGPT or llm.c; nil if it is none.
  private init?(foreign path: String, _ shape: StateDictShape) throws {
    guard Folder.kind(of: path) == .file, let file = try GPT2File(path: path, contextLength: shape.contextLength) else {
      return nil
    }
    let told = shape.given.filter { $0 != "contextLength" }
    guard told.isEmpty else { throw CheckpointError.gpt2File(path: path, .shapeKnown(fields: told)) }
    (self.path, model, header, source) = (path, file.model, nil, .gpt2(file))
    (files, passedOver) = ([path], [])
  }

  /// Refuses a tokenizer that cannot be the model's. A state dict does not say which one it belongs to: then only the
  /// sizes have to fit.
  ///
  /// - Throws: ``CheckpointError``, which names the tokenizer by `path`
  package func check(_ tokenizer: TokenizerFiles, at path: String) throws {
    if let header, tokenizer.digest != header.vocabularyDigest {
      throw CheckpointError.otherTokenizer(path: path, found: tokenizer.digest, expected: header.vocabularyDigest)
    }
    guard tokenizer.count <= model.vocabulary else {
      throw CheckpointError.tokenizerTooLarge(path: path, found: tokenizer.count, expected: model.vocabulary)
    }
  }

  /// The model with its parameters.
  ///
  /// - Throws: ``CheckpointError``, `FormatError` or `ModelError`
  package func loadModel(operations: any Operations) throws -> LanguageModel {
    switch source {
    case .checkpoint(let checkpoint): try checkpoint.loadModel(operations: operations)
    case .stateDict(let stateDict): try stateDict.loadModel(operations: operations)
    case .folder(let folder): try folder.loadModel(operations: operations)
    case .gpt2(let file): try file.loadModel(operations: operations)
    }
  }

  /// Gives a model of this shape these parameters. If this throws, throw the model away.
  ///
  /// - Throws: ``CheckpointError`` or `FormatError`
  package func fill(_ model: LanguageModel) throws {
    switch source {
    case .checkpoint(let checkpoint): try checkpoint.fill(model)
    case .stateDict(let stateDict): try stateDict.fill(model)
    case .folder(let folder): try folder.fill(model)
    case .gpt2(let file): try file.fill(model)
    }
  }

  /// The parameters for decoding, stored as precisely as asked.
  ///
  /// - Throws: ``CheckpointError``, `FormatError` or `ModelError`
  package func loadInferenceModel(
    operations: any Operations, precision: WeightPrecision
  ) throws -> InferenceModel {
    switch source {
    case .checkpoint(let checkpoint):
      try checkpoint.loadInferenceModel(operations: operations, precision: precision)
    case .stateDict(let stateDict):
      try stateDict.loadInferenceModel(operations: operations, precision: precision)
    case .folder(let folder):
      try folder.loadInferenceModel(operations: operations, precision: precision)
    case .gpt2(let file):
      try file.loadInferenceModel(operations: operations, precision: precision)
    }
  }

  /// What decides the model beside the files' content, for a run's key: the shape that was told for a state dict, or the
  /// context length for a folder.
  package var told: [String: JSONValue] {
    let members = model.members
    switch source {
    case .checkpoint: return [:]
    case .folder: return ["model_folder": .object(["context_length": members["context_length"] ?? .null])]
    case .gpt2: return ["gpt2_file": .object(["context_length": members["context_length"] ?? .null])]
    case .stateDict: break
    }
    let told =
      ["heads", "context_length", "rope_theta", "norm", "position", "window", "logit_softcap"]
      + (model.feedForward == .swiglu || model.feedForward == .silu ? [] : ["ffn"])
    return ["state_dict": .object(told.reduce(into: [:]) { $0[$1] = members[$1] })]
  }

  /// Says which tensors of a state dict are left out, being no parameters, or what else nobody would expect of a model that
  /// others made; nil if there is nothing.
  package var noteOfIgnored: String? {
    if case .gpt2(let file) = source { return file.note.map { "\(Printable.path(path)): \($0)" } }
    guard case .stateDict(let stateDict) = source, let first = stateDict.ignored.first else { return nil }
    let count = stateDict.ignored.count
    return "\(Printable.path(path)): left out \(Printable.quoted(first))"
      + (count == 1 ? "" : " and \(count - 1) more") + ", which the model computes itself"
  }
}
