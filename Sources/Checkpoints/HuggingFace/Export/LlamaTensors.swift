import Formats
import Kernels
import Transformer

/// A model's parameters under the names and in the order of rows that `transformers` expects of a Llama (``LlamaNames``).
struct LlamaTensors {
  /// Ready for a file; valid as long as this value and the model live.
  let tensors: [TensorToWrite]
  private let permuted: [FloatBuffer]

  init(_ model: LanguageModel) {
    var permuted: [FloatBuffer] = []
    tensors = model.layout.tensors.map { tensor in
      let values = model.values(of: tensor)
      let theirs = LlamaNames.tensor(of: tensor.name, headWidth: model.configuration.headWidth)
      guard case .halvedHeads(let headWidth) = theirs.form else {
        return TensorToWrite(name: theirs.name, shape: tensor.shape, floats: values)
      }
      let buffer = FloatBuffer(count: tensor.count)
      Self.halve(
        values, into: buffer.pointer, headWidth: headWidth,
        width: tensor.shape.count == 2 ? tensor.shape[1] : 1)
      permuted.append(buffer)
      return TensorToWrite(
        name: theirs.name, shape: tensor.shape,
        floats: UnsafeBufferPointer(start: buffer.pointer, count: tensor.count))
    }
    self.permuted = permuted
  }

  /// Puts the even rows of each head before its odd ones; rows are `width` floats.
  private static func halve(
    _ rows: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<Float>, headWidth: Int, width: Int
  ) {
    guard let source = rows.baseAddress else { return }
    let half = headWidth / 2
    for head in 0..<rows.count / width / headWidth {
      for row in 0..<headWidth {
        let from = head * headWidth + row
        let to = head * headWidth + row / 2 + (row.isMultiple(of: 2) ? 0 : half)
        (target + to * width).update(from: source + from * width, count: width)
      }
    }
  }
}
