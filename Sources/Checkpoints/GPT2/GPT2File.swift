import Formats
import Kernels
import Messages
import Transformer

/// The parameters of a GPT-2 in a file of another program, under GPT-2's names, with matrices (outputs, inputs): queries, keys
/// and values are one.
protocol GPT2Tensors: Sendable {
  /// The model's shape, as the file has it.
  var model: ModelConfiguration { get }
  /// What a reader would not expect; nil if there is nothing.
  var note: String? { get }

  /// Copies consecutive numbers of a tensor, such as "h.0.attn.c_attn.weight", from one on, row after row.
  ///
  /// - Throws: `FormatError`
  func copy(_ name: String, from first: Int, into target: UnsafeMutableBufferPointer<Float>) throws
}

/// A GPT-2 in one file: nanoGPT's `ckpt.pt`, or llm.c's `model_….bin`.
package final class GPT2File: ParameterSource {
  package let path: String
  package let model: ModelConfiguration
  /// What a reader would not expect of the model; nil if there is nothing.
  package var note: String? { tensors.note }

  private let tensors: any GPT2Tensors

  /// Opens a file; nil if it begins like none of these.
  ///
  /// - Parameters:
  ///   - path: the file
  ///   - contextLength: shortens the model's own
  /// - Throws: ``CheckpointError`` or `FormatError`
  package init?(path: String, contextLength: Int? = nil) throws {
    let head = FileHead.bytes(path, count: 16)
    if TorchFile.isOne(head) {
      tensors = try NanoGPTTensors(TorchFile(path: path))
    } else if LLMCFile.isOne(head) {
      tensors = try LLMCTensors(LLMCFile(path: path))
    } else {
      return nil
    }
    var model = tensors.model
    if let contextLength {
      guard contextLength <= model.contextLength else {
        throw CheckpointError.impossibleShape(
          field: "contextLength", found: "\(contextLength)", expected: "at most \(model.contextLength), the model's")
      }
      model.contextLength = contextLength
    }
    (self.path, self.model) = (path, model)
  }

  func read(
    _ tensor: ParameterTensor, into target: UnsafeMutableBufferPointer<Float>, _ operations: any Operations
  ) throws {
    let theirs = GPT2Names.tensor(of: tensor.name, shape: tensor.shape, prefix: "", transposed: false)
    try tensors.copy(theirs.name, from: theirs.firstNumber(tensor.shape), into: target)
    guard let values = target.baseAddress else { return }
    guard operations.sumOfSquares(x: values, count: target.count).isFinite else {
      throw CheckpointError.checkpoint(path: path, .notFinite(name: theirs.name))
    }
  }
}

extension ModelConfiguration {
  /// GPT-2's parts, in these sizes; its file tells them.
  ///
  /// - Throws: ``CheckpointError`` about `path` if no model has them
  static func gpt2(
    vocabulary: Int, contextLength: Int, layers: Int, heads: Int, width: Int, path: String
  ) throws -> ModelConfiguration {
    var model = ModelConfiguration()
    (model.vocabulary, model.contextLength, model.layers) = (vocabulary, contextLength, layers)
    (model.heads, model.width) = (heads, width)
    let inner = width.multipliedReportingOverflow(by: 4)
    model.feedForwardWidth = inner.overflow ? .max : inner.partialValue
    (model.position, model.normKind, model.feedForward) = (.learned, .layer, .gelu)
    model.biases = [.qkv, .attentionOutput, .feedForward]
    model.tieEmbeddings = true
    do {
      try model.validate()
    } catch {
      throw CheckpointError.gpt2File(path: path, .impossible(problem: Message(of: error)))
    }
    return model
  }
}
