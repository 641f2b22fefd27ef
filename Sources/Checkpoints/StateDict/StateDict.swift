import Formats
import Kernels
import Transformer

/// The parameters of CS336's PyTorch model, saved by `safetensors.torch.save_file(model.state_dict(), …)`: the
/// tensors' names are those of the course, and nothing else is known of the model.
///
/// Wrappers of PyTorch put a part of their own into the names of what they wrap, be it the model or a block of it; these
/// are taken out. Two tensors whose names are then the same are refused: which one is the parameter cannot be known.
/// Tensors may be F32, F16 or BF16.
package final class StateDict: ParameterSource {
  package let path: String
  /// The model's shape: from the tensors, and what they do not tell from the caller.
  package let model: ModelConfiguration

  private let file: SafetensorsFile
  /// Names in the file by CS336's names.
  private let names: [String: String]

  private static let embedding = "token_embeddings.weight"
  /// Of `torch.compile`, DataParallel and DistributedDataParallel, FSDP, and activation checkpointing.
  private static let wrappers: Set<Substring> = [
    "_orig_mod", "module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module",
  ]

  /// Finds out the model's shape and checks that all its tensors are there.
  ///
  /// - Throws: ``CheckpointError``; `ModelError` if no model has such a shape
  package init(_ file: SafetensorsFile, shape: StateDictShape) throws {
    path = file.path
    self.file = file
    names = try Self.plainNames(file)
    guard names[Self.embedding] != nil else { throw CheckpointError.stateDict(path: file.path, .notAModel) }
    let missing = shape.missing
    guard missing.isEmpty else { throw CheckpointError.stateDict(path: file.path, .shapeUnknown(fields: missing)) }
    model = try Self.configuration(file, names, shape)
    try model.validate()
    try checkTensors()
  }

  func read(
    _ tensor: ParameterTensor, into target: UnsafeMutableBufferPointer<Float>, _ operations: any Operations
  ) throws {
    try file.copyParameter(names[tensor.name] ?? tensor.name, shape: tensor.shape, into: target, operations)
  }

  /// Tensors that stand for no parameter: buffers such as tables of cosines.
  package var ignored: [String] {
    let known = Set(ParameterLayout(model).tensors.map(\.name))
    return names.keys.filter { !known.contains($0) }.sorted()
  }

  /// The names in the file by those without wrappers.
  private static func plainNames(_ file: SafetensorsFile) throws -> [String: String] {
    var names: [String: String] = [:]
    for name in file.names {
      let plain = plain(name)
      if let first = names.updateValue(name, forKey: plain) {
        throw CheckpointError.stateDict(path: file.path, .tensorTwice(name: plain, first: first, second: name))
      }
    }
    return names
  }

  private static func plain(_ name: String) -> String {
    name.split(separator: ".", omittingEmptySubsequences: false).filter { !wrappers.contains($0) }
      .joined(separator: ".")
  }

  // MARK: The shape

  private static func configuration(
    _ file: SafetensorsFile, _ names: [String: String], _ shape: StateDictShape
  ) throws -> ModelConfiguration {
    func extent(_ name: String, _ dimension: Int, of dimensions: Int) throws -> Int {
      guard let info = names[name].flatMap(file.info) else {
        throw CheckpointError.stateDict(path: file.path, .missingTensor(name: name))
      }
      guard info.shape.count == dimensions else {
        throw CheckpointError.stateDict(
          path: file.path, .wrongDimensions(name: name, found: info.shape, dimensions: dimensions))
      }
      return info.shape[dimension]
    }
    var model = ModelConfiguration()
    model.vocabulary = try extent(embedding, 0, of: 2)
    model.width = try extent(embedding, 1, of: 2)
    model.layers = (names.keys.compactMap(layer).max() ?? -1) + 1
    model.feedForwardWidth = try extent("layers.0.ffn.w1.weight", 0, of: 2)
    model.feedForward = names["layers.0.ffn.w3.weight"] == nil ? shape.ungated ?? .silu : .swiglu
    model.norm = names["layers.0.ln1.weight"] == nil ? .none : shape.norm ?? .pre
    model.position = names["position_embeddings.weight"] == nil ? shape.position ?? .rope : .learned
    model.tieEmbeddings = names["lm_head.weight"] == nil
    model.heads = shape.heads ?? model.heads
    model.contextLength = shape.contextLength ?? model.contextLength
    model.ropeTheta = shape.ropeTheta ?? model.ropeTheta
    if let queries = names["layers.0.attn.q_proj.weight"].flatMap(file.info)?.shape.first, model.heads > 0,
      queries != model.width, queries.isMultiple(of: model.heads)
    {
      model.ownHeadWidth = queries / model.heads
    }
    if model.headWidth > 0 {
      let heads = try extent("layers.0.attn.k_proj.weight", 0, of: 2) / model.headWidth
      if heads != model.heads, heads > 0 { model.keyValueHeads = heads }
    }
    model.normsHeads = names["layers.0.attn.q_norm.weight"] != nil
    model.normKind = names["layers.0.ln1.bias"] == nil ? .rms : .layer
    for (name, biases) in [("attn.q", .qkv), ("attn.output", .attentionOutput), ("ffn.w1", LinearBiases.feedForward)]
    where names["layers.0.\(name)\(name.hasPrefix("attn") ? "_proj" : "").bias"] != nil { model.biases.insert(biases) }
    model.valueResidual = names["layers.1.attn.value_residual"] != nil
    model.embeddingResidual = names["layers.1.embedding_residual"] != nil
    (model.attentionWindow, model.logitCap) = (shape.attentionWindow, shape.logitCap)
    return model
  }

  /// N of `layers.N.…`.
  private static func layer(_ name: String) -> Int? {
    let parts = name.split(separator: ".", maxSplits: 2)
    guard parts.count == 3, parts[0] == "layers", let layer = Int(parts[1]), layer >= 0, layer < 1 << 20 else {
      return nil
    }
    return layer
  }

  /// Every parameter must be there, and no weight or bias that the model has no place for: it would be left out of
  /// what the model computes.
  private func checkTensors() throws {
    for tensor in ParameterLayout(model).tensors {
      guard let info = names[tensor.name].flatMap(file.info) else {
        throw CheckpointError.stateDict(path: path, .missingTensor(name: tensor.name))
      }
      guard info.shape == tensor.shape else {
        throw CheckpointError.checkpoint(
          path: path, .wrongShape(name: tensor.name, found: info.shape, expected: tensor.shape))
      }
    }
    if let name = ignored.first(where: { $0.hasSuffix(".weight") || $0.hasSuffix(".bias") }) {
      throw CheckpointError.stateDict(path: path, .foreignTensor(name: name))
    }
  }
}
