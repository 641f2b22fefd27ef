import Formats
import Kernels
import Messages
import Transformer

/// A folder of Hugging Face's `transformers` with a model of Llama, Mistral, Qwen2, Qwen3 or GPT-2 type: `config.json` and
/// safetensors files. Tensors may be F32, F16 or BF16.
package final class ModelFolder: ParameterSource {
  /// The folder.
  package let path: String
  package let model: ModelConfiguration
  /// Every file that was opened.
  package var files: [String] { [configuration] + tensors.paths }

  /// The first of the tokens with which texts end, if the configuration names one of the vocabulary.
  package let endOfText: UInt32?

  private let family: HuggingFaceFamily
  /// Positions that the folder's model has.
  private let positions: Int
  private let configuration: String
  private let tensors: TensorFiles
  /// What stands before the names of all tensors but the output layer's.
  private let prefix: String

  /// Whether a folder is such a one, and not the folder of a run, whose `config.json` has other keys.
  package static func isOne(_ path: String) -> Bool {
    guard Folder.kind(of: path) == .folder else { return false }
    let configuration = FilePath.joined(path, "config.json")
    return Folder.kind(of: configuration) == .file
      && (try? JSONValue(path: configuration))?["model_type"]?.string != nil
  }

  /// Reads the configuration and checks that the tensors are all there and of its shapes; `contextLength` shortens the
  /// model's own.
  ///
  /// - Throws: ``CheckpointError`` or `FormatError`
  package init(path: String, contextLength: Int? = nil) throws {
    self.path = path
    configuration = FilePath.joined(path, "config.json")
    let settings = try ModelFolderSettings(try JSONValue(path: configuration), path: configuration)
    (family, endOfText) = (settings.family, settings.endOfText)
    var model = settings.model
    positions = model.contextLength
    if let contextLength {
      guard contextLength <= model.contextLength || model.position != .learned else {
        throw CheckpointError.impossibleShape(
          field: "contextLength", found: "\(contextLength)", expected: "at most \(model.contextLength), the model's")
      }
      model.contextLength = contextLength
    }
    self.model = model
    tensors = try TensorFiles(folder: path)
    let (usual, first) = family == .gpt2 ? ("transformer.", "wte.weight") : ("model.", "embed_tokens.weight")
    prefix = tensors.find(first) == nil ? usual : ""
    try checkTensors()
  }

  /// Every parameter must be there, and nothing that the model has no place for.
  private func checkTensors() throws {
    var used: Set<String> = []
    for tensor in ParameterLayout(model).tensors {
      let theirs = theirs(tensor)
      guard let found = tensors.find(theirs.name) else {
        throw CheckpointError.modelFolder(path: path, .missingTensor(name: theirs.name))
      }
      let expected = theirs.shape(tensor.shape)
      guard found.info.shape == expected else {
        throw CheckpointError.modelFolder(
          path: found.file.path, .wrongShape(name: theirs.name, found: found.info.shape, expected: expected))
      }
      guard found.info.type.isReadAsParameter else {
        throw CheckpointError.modelFolder(
          path: found.file.path, .wrongType(name: theirs.name, found: found.info.type.rawValue))
      }
      used.insert(theirs.name)
    }
    for name in tensors.names where !used.contains(name) && !isLeftOut(name) {
      throw CheckpointError.modelFolder(path: path, .foreignTensor(name: name))
    }
  }

  /// Buffers that the model makes itself, and the output layer where it is the embedding.
  private func isLeftOut(_ name: String) -> Bool {
    name.hasSuffix(".rotary_emb.inv_freq") || name.hasSuffix(".attn.masked_bias")
      || (family == .gpt2 && name.hasSuffix(".attn.bias")) || (model.tieEmbeddings && name == "lm_head.weight")
  }

  private func theirs(_ tensor: ParameterTensor) -> HuggingFaceTensor {
    var theirs = family.tensor(of: tensor, model, prefix: prefix)
    if tensor.name == "position_embeddings.weight" { theirs.form = .rows(first: 0, of: positions) }
    return theirs
  }

  func read(
    _ tensor: ParameterTensor, into target: UnsafeMutableBufferPointer<Float>, _ operations: any Operations
  ) throws {
    let theirs = theirs(tensor)
    guard let file = tensors.find(theirs.name)?.file else {
      throw CheckpointError.modelFolder(path: path, .missingTensor(name: theirs.name))
    }
    let shape = theirs.shape(tensor.shape)
    if theirs.form == .same { return try file.copyParameter(theirs.name, shape: shape, into: target, operations) }
    let all = FloatBuffer(count: shape.reduce(1, *))
    let values = UnsafeMutableBufferPointer(rebasing: all.values[..<shape.reduce(1, *)])
    try file.copyParameter(theirs.name, shape: shape, into: values, operations)
    theirs.forEachPlace(tensor.shape) { here, there in target[here] = values[there] }
  }
}
