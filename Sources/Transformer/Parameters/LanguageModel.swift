import Kernels
import Randomness

/// A decoder-only Transformer: its configuration, its parameters and the device that computes it.
///
/// The model is stateless apart from its parameters: activations, gradients and caches are the caller's, so one
/// model serves training, evaluation and sampling.
package final class LanguageModel: Sendable {
  package let configuration: ModelConfiguration
  package let layout: ParameterLayout
  package let operations: any Operations
  /// Every parameter, laid out as ``layout`` says.
  package let parameters: FloatBuffer
  /// The same as passes read them.
  let weights: ModelWeights

  /// A model whose parameters are all zero: fill them with ``initialize(seed:)`` or ``load(_:)``.
  ///
  /// - Throws: ``ModelError`` if no model can be made of the configuration, or not in this machine's memory.
  package convenience init(configuration: ModelConfiguration, operations: any Operations) throws {
    try configuration.validate()
    let layout = ParameterLayout(configuration)
    try MemoryLimit.check("parameters", floats: Double(layout.count))
    self.init(configuration, layout, operations, FloatBuffer(count: layout.count))
  }

  /// A model that only a ``WorkspaceEstimate`` runs: its parameters have addresses and no memory.
  convenience init(counting configuration: ModelConfiguration, operations: WorkspaceEstimate) {
    let layout = ParameterLayout(configuration)
    self.init(configuration, layout, operations, FloatBuffer(withoutMemoryFor: layout.count))
  }

  private init(
    _ configuration: ModelConfiguration, _ layout: ParameterLayout, _ operations: any Operations,
    _ parameters: FloatBuffer
  ) {
    self.configuration = configuration
    self.operations = operations
    self.layout = layout
    self.parameters = parameters
    weights = ModelWeights(layout, configuration, floats: parameters.pointer)
  }

  /// Gives every parameter its first value, as CS336 does: a normal distribution cut at three deviations, with
  /// deviation √(2 / (in + out)) for linear layers and 1 for embeddings (as for a linear layer when they are
  /// tied to the output); gains are 1. With `zeroProjections` the matrices that write into the residual stream are zero,
  /// so that each block begins as the identity.
  ///
  /// Each tensor draws from a stream of its own: the same seed starts the tensors that two configurations share
  /// with the same values.
  package func initialize(seed: UInt64, zeroProjections: Bool = false) {
    for tensor in layout.tensors {
      let values = parameters.pointer + tensor.offset
      switch tensor.start {
      case _ where zeroProjections && tensor.isProjection:
        values.update(repeating: 0, count: tensor.count)
      case .ones:
        values.update(repeating: 1, count: tensor.count)
      case .constant(let value):
        values.update(repeating: Float(value), count: tensor.count)
      case .truncatedNormal(let deviation):
        var random = RandomSource(seed: seed, stream: tensor.stream)
        random.fill(
          UnsafeMutableBufferPointer(start: values, count: tensor.count), truncatedNormalCut: 3,
          deviation: deviation)
      }
    }
  }

  /// Fills the parameters from elsewhere, tensor by tensor: `read` writes the values of the tensor it is given.
  ///
  /// If `read` throws, some tensors have been replaced and others not: throw the model away.
  package func load(
    _ read: (_ tensor: ParameterTensor, _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    for tensor in layout.tensors {
      try read(tensor, UnsafeMutableBufferPointer(start: parameters.pointer + tensor.offset, count: tensor.count))
    }
  }

  /// The values of one tensor; valid as long as the model lives.
  package func values(of tensor: ParameterTensor) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: parameters.pointer + tensor.offset, count: tensor.count)
  }
}

extension LanguageModel {
  /// Replaces every matrix by what it stands for when stored with this precision, so that a forward pass measures
  /// what decoding with such weights computes. Gains stay as they are.
  package func roundWeights(to precision: WeightPrecision) {
    guard precision != .fp32 else { return }
    for place in layout.matrices {
      let floats = parameters.pointer + place.offset
      let memory = FloatBuffer(
        count: WeightMatrix.floats(outputs: place.outputs, inputs: place.inputs, precision: precision))
      let matrix = WeightMatrix(
        memory.pointer, outputs: place.outputs, inputs: place.inputs, precision: precision)
      operations.store(floats, to: matrix, firstRow: 0, rows: place.outputs)
      withExtendedLifetime(memory) { operations.expand(matrix, to: floats) }
    }
  }
}
