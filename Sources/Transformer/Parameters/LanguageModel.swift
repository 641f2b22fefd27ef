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

  /// A model whose parameters are all zero: fill them with ``initialize(seed:)`` or ``load(_:)``.
  ///
  /// - Throws: ``ModelError`` if no model can be made of the configuration, or not in this machine's memory.
  package init(configuration: ModelConfiguration, operations: any Operations) throws {
    try configuration.validate()
    self.configuration = configuration
    self.operations = operations
    layout = ParameterLayout(configuration)
    try MemoryLimit.check("parameters", floats: Double(layout.count))
    parameters = FloatBuffer(count: layout.count)
  }

  /// Gives every parameter its first value, as CS336 does: a normal distribution cut at three deviations, with
  /// deviation √(2 / (in + out)) for linear layers and 1 for embeddings (as for a linear layer when they are
  /// tied to the output); gains are 1.
  ///
  /// Each tensor draws from a stream of its own: the same seed starts the tensors that two configurations share
  /// with the same values.
  package func initialize(seed: UInt64) {
    for tensor in layout.tensors {
      let values = parameters.pointer + tensor.offset
      switch tensor.start {
      case .ones:
        values.update(repeating: 1, count: tensor.count)
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

  var ends: Located<EndOffsets> { Located(base: parameters.pointer, offsets: layout.ends) }
}
