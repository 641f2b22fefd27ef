import Kernels

/// A model's parameters as decoding reads them: matrices stored as precisely as is asked for, gains as floats.
///
/// **Safety.** `weights` leads into `memory`, which lives as long as this object and is not written any more.
package final class InferenceModel: Sendable {
  package let configuration: ModelConfiguration
  package let operations: any Operations
  package let precision: WeightPrecision

  let weights: ModelWeights
  private let memory: FloatBuffer

  /// The parameters of a model as they are, in its own memory.
  package init(_ model: LanguageModel) {
    (configuration, operations, precision) = (model.configuration, model.operations, .fp32)
    (weights, memory) = (model.weights, model.parameters)
  }

  /// Takes the parameters in tensor by tensor: `read` writes the values of the tensor it is given. Only one
  /// tensor at a time exists as floats beside its stored form.
  ///
  /// - Throws: ``ModelError`` if no model can be made of the configuration or it is larger than memory, and what
  ///   `read` throws.
  package init(
    configuration: ModelConfiguration, operations: any Operations, precision: WeightPrecision,
    read: (_ tensor: ParameterTensor, _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    try configuration.validate()
    let layout = ParameterLayout(configuration)
    let places = StoredPlaces(layout, precision)
    try MemoryLimit.check("parameters", floats: Double(places.count))
    let memory = FloatBuffer(count: places.count)
    func pointer(_ offset: Int) -> UnsafeMutablePointer<Float> { memory.pointer + (places.offsets[offset] ?? 0) }
    let floats = FloatBuffer(count: layout.tensors.reduce(0) { max($0, $1.count) })
    for tensor in layout.tensors {
      try read(tensor, UnsafeMutableBufferPointer(rebasing: floats.values[..<tensor.count]))
      guard let place = layout.matrices.first(where: { $0.contains(tensor) }) else {
        operations.copy(out: pointer(tensor.offset), x: floats.pointer, count: tensor.count)
        continue
      }
      let matrix = WeightMatrix(
        pointer(place.offset), outputs: place.outputs, inputs: place.inputs, precision: precision)
      operations.store(
        floats.pointer, to: matrix, firstRow: (tensor.offset - place.offset) / place.inputs, rows: tensor.shape[0])
    }
    (self.configuration, self.operations, self.precision, self.memory) = (
      configuration, operations, precision, memory
    )
    weights = ModelWeights(
      layout, configuration,
      matrix: { WeightMatrix(pointer($0), outputs: $1, inputs: $2, precision: precision) },
      gain: { UnsafePointer(pointer($0)) })
  }
}

/// Where every matrix's stored form and every gain lie in one buffer: a block's matrices stand in the order in which they
/// are read.
private struct StoredPlaces {
  /// An offset in the parameter layout → the offset here, in floats.
  private(set) var offsets: [Int: Int] = [:]
  /// Floats of all.
  let count: Int

  init(_ layout: ParameterLayout, _ precision: WeightPrecision) {
    var allocator = OffsetAllocator()
    for tensor in layout.tensors where !layout.matrices.contains(where: { $0.contains(tensor) }) {
      offsets[tensor.offset] = allocator.allocate(tensor.count)
    }
    for place in layout.matrices {
      offsets[place.offset] = allocator.allocate(
        WeightMatrix.floats(outputs: place.outputs, inputs: place.inputs, precision: precision))
    }
    count = allocator.count
  }
}

extension MatrixPlace {
  /// Whether a tensor is the matrix or some rows of it.
  func contains(_ tensor: ParameterTensor) -> Bool {
    tensor.shape.count == 2 && (offset..<offset + outputs * inputs).contains(tensor.offset)
  }
}
