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
      let expected = shape(of: tensor, theirs.form)
      guard found.info.shape == expected else {
        throw CheckpointError.modelFolder(
          path: found.file.path, .wrongShape(name: theirs.name, found: found.info.shape, expected: expected))
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
    guard tensor.name != "position_embeddings.weight" else {
      return HuggingFaceTensor(name: prefix + "wpe.weight", form: .firstRows(of: positions))
    }
    return family == .gpt2
      ? GPT2Names.tensor(of: tensor.name, shape: tensor.shape, prefix: prefix)
      : LlamaNames.tensor(of: tensor.name, headWidth: model.headWidth, prefix: prefix)
  }

  /// The shape that a tensor has there.
  private func shape(of tensor: ParameterTensor, _ form: HuggingFaceTensor.Form) -> [Int] {
    switch form {
    case .same, .halvedHeads: tensor.shape
    case .transposed(_, let columns): [tensor.shape[1], columns]
    case .firstRows(let rows): [rows, tensor.shape[1]]
    case .part(_, let all): [all]
    }
  }

  func read(
    _ tensor: ParameterTensor, into target: UnsafeMutableBufferPointer<Float>, _ operations: any Operations
  ) throws {
    let theirs = theirs(tensor)
    guard let file = tensors.find(theirs.name)?.file else {
      throw CheckpointError.modelFolder(path: path, .missingTensor(name: theirs.name))
    }
    let shape = shape(of: tensor, theirs.form)
    if theirs.form == .same { return try file.copyParameter(theirs.name, shape: shape, into: target, operations) }
    let all = FloatBuffer(count: shape.reduce(1, *))
    let values = UnsafeMutableBufferPointer(rebasing: all.values[..<shape.reduce(1, *)])
    try file.copyParameter(theirs.name, shape: shape, into: values, operations)
    let width = tensor.shape.count == 2 ? tensor.shape[1] : 1
    switch theirs.form {
    case .same: break
    case .firstRows: _ = target.update(from: values[..<target.count])
    case .part(let first, _): _ = target.update(from: values[first..<first + target.count])
    case .halvedHeads(let headWidth):
      for row in 0..<target.count / width {
        let (head, place) = (row / headWidth * headWidth, row % headWidth)
        let from = (head + place / 2 + (place.isMultiple(of: 2) ? 0 : headWidth / 2)) * width
        for column in 0..<width { target[row * width + column] = values[from + column] }
      }
    case .transposed(let first, let columns):
      for row in 0..<tensor.shape[0] {
        for column in 0..<width { target[row * width + column] = values[column * columns + first + row] }
      }
    }
  }
}
