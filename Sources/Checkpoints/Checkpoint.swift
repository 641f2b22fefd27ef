import Formats
import Kernels
import Messages
import Training
import Transformer

/// A checkpoint file of lm-train: a true safetensors file with the parameters under CS336's names, the optimiser's
/// moments as `optim.m.*` and `optim.v.*`, and `step`, `rng.state` and `data.cursor` as I64.
package final class Checkpoint {
  package let path: String
  package let header: CheckpointHeader
  /// The model's shape; whether the tensors have it shows in `loadModel`.
  package let model: ModelConfiguration

  let file: SafetensorsFile
  private var parametersAreVerified = false

  /// Opens a file and checks its structure, its metadata and what it counts; the parameters and the optimiser's numbers
  /// are checked when they are read.
  ///
  /// - Throws: `FormatError` or ``CheckpointError``
  package init(path: String) throws {
    self.path = path
    file = try SafetensorsFile(path: path)
    header = try CheckpointHeader(metadata: file.metadata, path: path)
    guard let model = ModelConfiguration(json: header.settings) else {
      let reader = SettingsReader(header.settings)
      if let version = reader.version, reader.isNewer {
        throw CheckpointError.checkpoint(path: path, .newerSettings(found: version))
      }
      throw CheckpointError.checkpoint(path: path, .unreadableSettings)
    }
    self.model = model
    do {
      try model.validate()
    } catch {
      throw CheckpointError.checkpoint(path: path, .impossibleSettings(problem: Message(of: error)))
    }
    try CheckpointCounters(file, header: header, model: model).check()
  }

  // MARK: Reading

  /// Checks every number against the digests in the metadata.
  ///
  /// - Throws: ``CheckpointError`` with ``CheckpointProblem/damaged(part:)``
  /// - Complexity: O(bytes of the file)
  package func verify() throws {
    try verifyParameters()
    try check(TensorDigests.ofState(in: file), TensorDigests.stateKey, part: "optimiser's numbers")
  }

  /// A model with this checkpoint's parameters, which are checked first.
  ///
  /// - Throws: ``CheckpointError``, `FormatError` or `ModelError`
  package func loadModel(operations: any Operations) throws -> LanguageModel {
    // A damaged header may ask for any size: nothing is allocated before the tensors are there.
    try checkShapes(ParameterLayout(model))
    try verifyParameters()
    let result = try LanguageModel(configuration: model, operations: operations)
    try fill(result)
    return result
  }

  /// Gives a model of this shape this checkpoint's parameters, which are checked first. If this throws, throw the model away.
  ///
  /// - Throws: ``CheckpointError`` or `FormatError`
  func fill(_ result: LanguageModel) throws {
    try checkShapes(ParameterLayout(model))
    try verifyParameters()
    try result.load { tensor, values in
      try file.copyParameter(tensor.name, shape: tensor.shape, into: values, result.operations)
    }
  }

  /// The parameters for decoding, stored as precisely as asked; checked first, as in `loadModel`.
  ///
  /// - Throws: ``CheckpointError``, `FormatError` or `ModelError`
  package func loadInferenceModel(
    operations: any Operations, precision: WeightPrecision
  ) throws -> InferenceModel {
    try checkShapes(ParameterLayout(model))
    try verifyParameters()
    return try InferenceModel(configuration: model, operations: operations, precision: precision) { tensor, values in
      try file.copyParameter(tensor.name, shape: tensor.shape, into: values, operations)
    }
  }

  /// Puts a trainer of the same configuration where this checkpoint was made. Does not check digests: see `verify`.
  ///
  /// - Throws: `FormatError` or `TrainingError`; the trainer is then unusable.
  package func restore(_ trainer: Trainer) throws {
    try trainer.restore(
      floats: { name, shape, values in try file.copyFloats(name, shape: shape, into: values) },
      integers: { name, count in try file.integers(name, shape: [count]) })
  }

  /// Checks the parameters against their digest, once.
  func verifyParameters() throws {
    guard !parametersAreVerified else { return }
    try check(TensorDigests.ofParameters(in: file), TensorDigests.parametersKey, part: "parameters")
    parametersAreVerified = true
  }

  private func check(_ found: Digest, _ key: String, part: String) throws {
    guard let recorded = file.metadata[key] else {
      throw CheckpointError.checkpoint(path: path, .missingEntry(key: key))
    }
    guard found.hex == recorded else {
      throw CheckpointError.checkpoint(path: path, .damaged(part: part))
    }
  }

  private func checkShapes(_ layout: ParameterLayout) throws {
    for tensor in layout.tensors {
      guard let info = file.info(tensor.name) else {
        throw CheckpointError.checkpoint(path: path, .missingTensor(name: tensor.name))
      }
      guard info.shape == tensor.shape else {
        throw CheckpointError.checkpoint(
          path: path, .wrongShape(name: tensor.name, found: info.shape, expected: tensor.shape))
      }
    }
  }

  // MARK: Writing

  /// Writes a trainer's state as it is now; the file appears whole or not at all.
  ///
  /// - Throws: `FormatError`
  package static func write(_ trainer: Trainer, header: CheckpointHeader, to path: String) throws -> WrittenFile {
    let state = try trainer.exportState()
    let metadata = header.metadata.merging(TensorDigests(state).metadata) { own, _ in own }
    return try SafetensorsWriter.write(state.map(tensorToWrite), metadata: metadata, to: path)
  }

  private static func tensorToWrite(_ tensor: StateTensor) -> TensorToWrite {
    switch tensor.values {
    case .floats(let values): TensorToWrite(name: tensor.name, shape: tensor.shape, floats: values)
    case .integers(let values): TensorToWrite(name: tensor.name, shape: tensor.shape, integers: values)
    }
  }
}
