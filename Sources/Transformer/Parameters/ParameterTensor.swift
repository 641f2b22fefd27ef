/// One named tensor of the model and its place in a flat buffer.
package struct ParameterTensor: Sendable, Equatable {
  /// How its values begin.
  package enum Start: Sendable, Equatable {
    /// Normal with this standard deviation, cut at three of them.
    case truncatedNormal(deviation: Double)
    case ones
    /// All of them this number.
    case constant(Double)
  }

  /// What a tensor is in the model, for optimizers that treat them differently.
  package enum Role: Sendable, CaseIterable {
    /// A weight of a linear layer inside a block.
    case matrix
    /// The token embeddings, also where they are the output layer too.
    case embedding
    /// The output layer.
    case head
    /// The gain of a norm, or a single number.
    case vector
  }

  /// CS336's name, for example `layers.0.attn.q_proj.weight`.
  package let name: String
  /// Sizes, outermost first; a linear layer is (outputs, inputs).
  package let shape: [Int]
  /// Place of the first float in a buffer of this layout.
  package let offset: Int
  /// What it is in the model.
  package let role: Role
  /// How its values begin.
  package let start: Start
  /// Names this tensor's random numbers; the same in every configuration, so that leaving out one kind of
  /// tensor does not change how the others begin.
  package let stream: UInt64

  /// Whether it is a matrix that writes into the residual stream: the last one of a sublayer.
  package var isProjection: Bool { name.hasSuffix(".output_proj.weight") || name.hasSuffix(".ffn.w2.weight") }
  /// Number of floats.
  package var count: Int { shape.reduce(1, *) }
  /// Its floats in a buffer of this layout.
  package var range: Range<Int> { offset..<offset + count }
}

extension ParameterTensor {
  /// A tensor of the same name that has another shape.
  package func shaped(_ shape: [Int]) -> ParameterTensor {
    ParameterTensor(name: name, shape: shape, offset: offset, role: role, start: start, stream: stream)
  }
}

extension [ParameterTensor] {
  /// The same tensors one after another in a buffer of their own, each from a line of the caches on, and the buffer's
  /// floats.
  package var packed: (tensors: [ParameterTensor], count: Int) {
    var offsets = OffsetAllocator()
    let tensors = map { tensor in
      ParameterTensor(
        name: tensor.name, shape: tensor.shape, offset: offsets.allocate(tensor.count), role: tensor.role,
        start: tensor.start, stream: tensor.stream)
    }
    return (tensors, offsets.count)
  }
}
