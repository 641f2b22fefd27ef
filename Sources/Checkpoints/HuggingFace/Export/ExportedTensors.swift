import Formats
import Kernels
import Transformer

/// A model's parameters under the names, and in the order, that `transformers` expects of a family's class.
struct ExportedTensors {
  /// Ready for a file; valid as long as this value and the model live.
  let tensors: [TensorToWrite]
  /// What is not as it lies in the model.
  private let ordered: [FloatBuffer]

  init(_ model: LanguageModel, _ family: HuggingFaceFamily) {
    var tensors: [TensorToWrite] = []
    var ordered: [String: (buffer: FloatBuffer, shape: [Int])] = [:]
    for tensor in model.layout.tensors {
      let (values, theirs) = (model.values(of: tensor), family.tensor(of: tensor, model.configuration))
      let shape = theirs.shape(tensor.shape)
      guard theirs.form != .same else {
        tensors.append(TensorToWrite(name: theirs.name, shape: shape, floats: values))
        continue
      }
      let place = ordered[theirs.name] ?? (FloatBuffer(count: shape.reduce(1, *)), shape)
      theirs.forEachPlace(tensor.shape) { here, there in place.buffer.pointer[there] = values[here] }
      ordered[theirs.name] = place
    }
    for (name, place) in ordered {
      let floats = UnsafeBufferPointer(start: place.buffer.pointer, count: place.shape.reduce(1, *))
      tensors.append(TensorToWrite(name: name, shape: place.shape, floats: floats))
    }
    self.tensors = tensors
    self.ordered = ordered.values.map(\.buffer)
  }
}
