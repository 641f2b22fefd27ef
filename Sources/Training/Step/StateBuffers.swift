import Kernels
import Transformer

/// Buffers of a model's layout as the named tensors of a training state: the parameters under their own names, and what an
/// optimizer keeps under a prefix.
package struct StateBuffers {
  private let layout: ParameterLayout
  private let buffers: [(prefix: String, values: FloatBuffer)]

  /// - Parameters:
  ///   - layout: where tensors lie in each buffer
  ///   - buffers: the parameters, with no prefix, and after them the optimizer's
  package init(_ layout: ParameterLayout, _ buffers: [(prefix: String, values: FloatBuffer)]) {
    (self.layout, self.buffers) = (layout, buffers)
  }

  /// Tensor by tensor, of all buffers; the values are the buffers' memory.
  package var tensors: [StateTensor] {
    layout.tensors.flatMap { tensor in
      buffers.map { prefix, buffer in
        StateTensor(
          name: prefix + tensor.name, shape: tensor.shape,
          values: .floats(UnsafeBufferPointer(start: buffer.pointer + tensor.offset, count: tensor.count)))
      }
    }
  }

  /// Has every tensor written by `read`.
  package func fill(
    _ read: (_ name: String, _ shape: [Int], _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    for (prefix, buffer) in buffers {
      for tensor in layout.tensors {
        let values = UnsafeMutableBufferPointer(start: buffer.pointer + tensor.offset, count: tensor.count)
        try read(prefix + tensor.name, tensor.shape, values)
      }
    }
  }
}
