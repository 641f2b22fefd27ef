import Formats
import Kernels
import Transformer

/// A model whose parameters other programs wrote: its shape is known and its tensors are there; their numbers are looked at
/// when they are read.
protocol ParameterSource: Sendable {
  /// The model's shape.
  var model: ModelConfiguration { get }

  /// Writes a tensor's values to `target`, which has room for exactly those.
  ///
  /// - Throws: `FormatError`, or ``CheckpointError`` for a value that is not a finite number
  func read(
    _ tensor: ParameterTensor, into target: UnsafeMutableBufferPointer<Float>, _ operations: any Operations) throws
}

extension ParameterSource {
  /// A model with these parameters.
  ///
  /// - Throws: `FormatError`, ``CheckpointError`` or `ModelError`
  func loadModel(operations: any Operations) throws -> LanguageModel {
    let result = try LanguageModel(configuration: model, operations: operations)
    try fill(result)
    return result
  }

  /// Gives a model of this shape these parameters. If this throws, throw the model away.
  ///
  /// - Throws: `FormatError` or ``CheckpointError``
  func fill(_ result: LanguageModel) throws {
    try result.load { try read($0, into: $1, result.operations) }
  }

  /// The parameters for decoding, stored as precisely as asked.
  ///
  /// - Throws: `FormatError`, ``CheckpointError`` or `ModelError`
  func loadInferenceModel(operations: any Operations, precision: WeightPrecision) throws -> InferenceModel {
    try InferenceModel(configuration: model, operations: operations, precision: precision) {
      try read($0, into: $1, operations)
    }
  }
}
