import Formats
import Transformer

/// nanoGPT's checkpoint: a dictionary with the model's arguments and its state dict. The optimizer's state is passed over.
///
/// nanoGPT computes GELU by erf. A model without biases (`bias=False`) has zeros in their place here, which compute the same.
///
/// Source of the names: karpathy/nanoGPT, model.py and train.py.
struct NanoGPTTensors: GPT2Tensors {
  let model: ModelConfiguration
  let note: String?

  private let file: TorchFile
  /// The tensors by their names without wrappers and without "transformer.".
  private let tensors: [String: TorchTensor]
  private let hasBiases: Bool

  /// Reads the arguments and checks that the tensors are all there and of their shapes.
  ///
  /// - Throws: ``CheckpointError`` or `FormatError`
  init(_ file: TorchFile) throws {
    self.file = file
    guard let members = file.root.members, let state = members["model"]?.members,
      let arguments = members["model_args"]?.members
    else { throw CheckpointError.gpt2File(path: file.path, .notNanoGPT) }
    let reader = NanoGPTArguments(members: arguments, path: file.path)
    var model = try ModelConfiguration.gpt2(
      vocabulary: reader.integer("vocab_size"), contextLength: reader.integer("block_size"),
      layers: reader.integer("n_layer"), heads: reader.integer("n_head"), width: reader.integer("n_embd"),
      path: file.path)
    model.feedForward = .geluErf
    // Its first releases had no such argument, and always biases.
    hasBiases = try reader.bool("bias", missing: true)
    tensors = try Self.plain(state, path: file.path)
    if let head = tensors[Self.head], let embedding = tensors[Self.embedding] {
      model.tieEmbeddings =
        try head.shape == embedding.shape && file.isEqual(head, embedding, called: (Self.head, Self.embedding))
    }
    self.model = model
    note =
      hasBiases
      ? nil
      : "a model without biases (bias=False): they are zeros here, which computes the same"
    try checkTensors()
  }

  private static let (head, embedding) = ("lm_head.weight", "wte.weight")
  private static let wrappers: Set<Substring> = ["_orig_mod", "module", "transformer"]

  private static func plain(_ state: [String: TorchValue], path: String) throws -> [String: TorchTensor] {
    var tensors: [String: TorchTensor] = [:]
    for (name, value) in state.sorted(by: { $0.key < $1.key }) {
      guard let tensor = value.tensor else {
        throw CheckpointError.gpt2File(path: path, .noTensor(name: name, found: value.kind))
      }
      let plain = name.split(separator: ".", omittingEmptySubsequences: false).filter { !wrappers.contains($0) }
        .joined(separator: ".")
      guard tensors.updateValue(tensor, forKey: plain) == nil else {
        throw CheckpointError.gpt2File(path: path, .tensorTwice(name: plain))
      }
    }
    return tensors
  }

  /// Every parameter must be there, and nothing that the model has no place for.
  private func checkTensors() throws {
    var used: Set<String> = model.tieEmbeddings ? [Self.head] : []
    for tensor in ParameterLayout(model).tensors {
      let theirs = GPT2Names.tensor(of: tensor.name, shape: tensor.shape, prefix: "", transposed: false)
      guard let found = tensors[theirs.name] else {
        if isLeftOut(theirs.name) { continue }
        throw CheckpointError.gpt2File(path: file.path, .missingTensor(name: theirs.name))
      }
      let expected = theirs.shape(tensor.shape)
      guard found.shape == expected else {
        throw CheckpointError.gpt2File(
          path: file.path, .wrongShape(name: theirs.name, found: found.shape, expected: expected))
      }
      try file.check(found, called: theirs.name)
      used.insert(theirs.name)
    }
    let foreign = tensors.keys.filter { !used.contains($0) && !Self.isMask($0) }.min()
    if let foreign { throw CheckpointError.gpt2File(path: file.path, .foreignTensor(name: foreign)) }
  }

  private func isLeftOut(_ name: String) -> Bool { !hasBiases && name.hasSuffix(".bias") }

  /// The causal mask, which older releases of PyTorch need as a tensor.
  private static func isMask(_ name: String) -> Bool { name.hasSuffix(".attn.bias") }

  func copy(_ name: String, from first: Int, into target: UnsafeMutableBufferPointer<Float>) throws {
    guard let tensor = tensors[name] else {
      target.update(repeating: 0)
      return
    }
    try file.copyFloats(tensor, called: name, from: first, into: target)
  }
}

/// The model's arguments, read one by one.
private struct NanoGPTArguments {
  let members: [String: TorchValue]
  let path: String

  func integer(_ key: String) throws -> Int { try value(key, missing: nil, expected: "an integer") { $0.int } }

  func bool(_ key: String, missing: Bool) throws -> Bool {
    try value(key, missing: missing, expected: "True or False") { $0.bool }
  }

  private func value<Value>(
    _ key: String, missing: Value?, expected: String, _ read: (TorchValue) -> Value?
  ) throws -> Value {
    guard let found = members[key] else {
      if let missing { return missing }
      throw CheckpointError.gpt2File(path: path, .missingArgument(key))
    }
    guard let value = read(found) else {
      throw CheckpointError.gpt2File(path: path, .wrongArgument(key, found: found.kind, expected: expected))
    }
    return value
  }
}
