import Kernels

/// Where every tensor's stored form lies in one buffer: a block's matrices stand in the order in which they are
/// read.
struct WeightMemory {
  let buffer: FloatBuffer
  /// A tensor's offset in the parameter layout → its offset here, in floats.
  let places: [Int: Int]

  init(buffer: FloatBuffer, places: [Int: Int]) {
    (self.buffer, self.places) = (buffer, places)
  }

  /// Memory for all tensors of a layout.
  ///
  /// - Throws: ``ModelError`` if this machine has less.
  init(_ layout: ParameterLayout, _ precision: WeightPrecision) throws {
    var keeper = PlaceKeeper()
    var places: [Int: Int] = [:]
    for tensor in layout.tensors {
      places[tensor.offset] = keeper.place(
        tensor.isMatrix
          ? StoredMatrix.floats(outputs: tensor.shape[0], inputs: tensor.shape[1], precision: precision)
          : tensor.count)
    }
    try MemoryLimit.check("parameters", floats: Double(keeper.count))
    self.init(buffer: FloatBuffer(count: keeper.count), places: places)
  }

  func pointer(_ offset: Int) -> UnsafeMutablePointer<Float> { buffer.pointer + (places[offset] ?? 0) }

  /// Stores one tensor: matrices as precisely as asked, gains as they are.
  func take(
    _ tensor: ParameterTensor, from values: UnsafePointer<Float>, as precision: WeightPrecision,
    _ operations: any Operations
  ) {
    let place = pointer(tensor.offset)
    if tensor.isMatrix {
      _ = operations.store(values, outputs: tensor.shape[0], inputs: tensor.shape[1], as: precision, in: place)
    } else {
      place.update(from: values, count: tensor.count)
    }
  }
}

/// Finds tensors in the memory again.
struct WeightReader {
  let memory: WeightMemory
  let precision: WeightPrecision

  func matrix(_ offset: Int, _ outputs: Int, _ inputs: Int) -> StoredMatrix {
    StoredMatrix(memory.pointer(offset), outputs: outputs, inputs: inputs, precision: precision)
  }

  func gain(_ offset: Int?) -> UnsafePointer<Float>? { offset.map { UnsafePointer(memory.pointer($0)) } }
}

extension ParameterTensor {
  /// Whether this is a matrix rather than a gain.
  var isMatrix: Bool { shape.count == 2 }
}

extension LanguageModel {
  /// Replaces every matrix by what it stands for when stored with this precision, so that a forward pass measures
  /// what decoding with such weights computes. Gains stay as they are.
  package func roundWeights(to precision: WeightPrecision) {
    guard precision != .fp32 else { return }
    for tensor in layout.tensors where tensor.isMatrix {
      let (outputs, inputs) = (tensor.shape[0], tensor.shape[1])
      let values = parameters.pointer + tensor.offset
      let memory = FloatBuffer(
        count: StoredMatrix.floats(outputs: outputs, inputs: inputs, precision: precision))
      let stored = operations.store(values, outputs: outputs, inputs: inputs, as: precision, in: memory.pointer)
      withExtendedLifetime(memory) { operations.expand(stored, to: values) }
    }
  }
}
