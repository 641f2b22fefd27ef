import Kernels
import Transformer

/// Buffers of a model as the named tensors of a training state: the parameters under their own names, and what an
/// optimizer keeps under a prefix.
package struct StateBuffers {
  /// The parameters, with no prefix, and after them the optimizer's.
  private let buffers: [OptimizerState]

  /// - Parameters:
  ///   - layout: where tensors lie among the parameters
  ///   - parameters: of the model
  ///   - states: what its optimizer keeps, of all tensors or of some
  package init(_ layout: ParameterLayout, parameters: FloatBuffer, _ states: [OptimizerState]) {
    buffers = [OptimizerState(prefix: "", values: parameters, tensors: layout.tensors)] + states
  }

  /// Tensor by tensor, of all buffers that have it; the values are the buffers' memory.
  package var tensors: [StateTensor] {
    let states = buffers.dropFirst().map { ($0, Dictionary(uniqueKeysWithValues: $0.tensors.map { ($0.name, $0) })) }
    return buffers[0].tensors.flatMap { tensor in
      [Self.tensor(tensor, of: buffers[0])]
        + states.compactMap { state, places in places[tensor.name].map { Self.tensor($0, of: state) } }
    }
  }

  private static func tensor(_ tensor: ParameterTensor, of state: OptimizerState) -> StateTensor {
    let values = UnsafeBufferPointer(start: state.values.pointer + tensor.offset, count: tensor.count)
    return StateTensor(name: state.prefix + tensor.name, shape: tensor.shape, values: .floats(values))
  }

  /// Has every tensor written by `read`.
  package func fill(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    for buffer in buffers {
      for tensor in buffer.tensors {
        let values = UnsafeMutableBufferPointer(start: buffer.values.pointer + tensor.offset, count: tensor.count)
        try read(buffer.prefix + tensor.name, tensor.shape, values)
      }
    }
  }
}
