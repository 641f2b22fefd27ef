import Kernels

/// A model's parameters as decoding reads them: matrices stored as precisely as is asked for, gains as floats.
///
/// Embedding and output layer are matrices too. Tied, they are one.
///
/// **Safety.** The pointers lead into `memory`, which lives as long as this object and is not written any more.
package final class InferenceModel: @unchecked Sendable {
  package let configuration: ModelConfiguration
  package let operations: any Operations
  package let precision: WeightPrecision

  let embedding: StoredMatrix  // (V, D)
  let head: StoredMatrix  // (V, D)
  let finalNorm: UnsafePointer<Float>?  // (D)
  let blocks: [InferenceBlock]
  private let memory: FloatBuffer

  /// The parameters of a model as they are, in its own memory.
  package convenience init(_ model: LanguageModel) {
    let layout = model.layout
    let places = Dictionary(uniqueKeysWithValues: layout.tensors.map { ($0.offset, $0.offset) })
    self.init(
      model.configuration, model.operations, .fp32, layout: layout,
      WeightMemory(buffer: model.parameters, places: places))
  }

  /// Takes the parameters in tensor by tensor: `read` writes the values of the tensor it is given. Only one
  /// tensor at a time exists as floats beside its stored form.
  ///
  /// - Throws: ``ModelError`` if no model can be made of the configuration or it is larger than memory, and what
  ///   `read` throws.
  package convenience init(
    configuration: ModelConfiguration, operations: any Operations, precision: WeightPrecision,
    read: (_ tensor: ParameterTensor, _ values: UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws {
    try configuration.validate()
    let layout = ParameterLayout(configuration)
    let memory = try WeightMemory(layout, precision)
    let floats = FloatBuffer(count: layout.tensors.reduce(0) { max($0, $1.count) })
    for tensor in layout.tensors {
      try read(tensor, UnsafeMutableBufferPointer(rebasing: floats.values[..<tensor.count]))
      memory.take(tensor, from: floats.pointer, as: precision, operations)
    }
    self.init(configuration, operations, precision, layout: layout, memory)
  }

  private init(
    _ configuration: ModelConfiguration, _ operations: any Operations, _ precision: WeightPrecision,
    layout: ParameterLayout, _ weights: WeightMemory
  ) {
    (self.configuration, self.operations, self.precision) = (configuration, operations, precision)
    memory = weights.buffer
    let (v, d) = (configuration.vocabulary, configuration.width)
    let reader = WeightReader(memory: weights, precision: precision)
    embedding = reader.matrix(layout.ends.embedding, v, d)
    head = reader.matrix(layout.ends.head, v, d)
    finalNorm = reader.gain(layout.ends.finalNorm)
    blocks = layout.blocks.map { InferenceBlock($0, configuration, reader) }
  }
}

/// One block's parameters as decoding reads them.
struct InferenceBlock {
  let attentionNorm: UnsafePointer<Float>?  // ln1 (D)
  let query, key, value, output: StoredMatrix  // (D, D)
  let feedForwardNorm: UnsafePointer<Float>?  // ln2 (D)
  let gate: StoredMatrix  // w1 (F, D)
  let down: StoredMatrix  // w2 (D, F)
  let up: StoredMatrix?  // w3 (F, D)

  init(_ offsets: BlockOffsets, _ configuration: ModelConfiguration, _ reader: WeightReader) {
    let (d, f) = (configuration.width, configuration.feedForwardWidth)
    attentionNorm = reader.gain(offsets.attentionNorm)
    query = reader.matrix(offsets.query, d, d)
    key = reader.matrix(offsets.key, d, d)
    value = reader.matrix(offsets.value, d, d)
    output = reader.matrix(offsets.output, d, d)
    feedForwardNorm = reader.gain(offsets.feedForwardNorm)
    gate = reader.matrix(offsets.gate, f, d)
    down = reader.matrix(offsets.down, d, f)
    up = offsets.up.map { reader.matrix($0, f, d) }
  }
}
