import Formats
import Messages

/// Why a folder in the layout of Hugging Face's `transformers` is no model that we compute.
package enum ModelFolderProblem: Equatable, Sendable {
  /// A kind of model that has another architecture.
  case otherType(found: String)
  case missingKey(String)
  case wrongKind(key: String, found: String, expected: String)
  /// A setting that asks for something we do not compute.
  case unsupported(key: String, found: String, expected: String)
  /// Parameters that are stored in some other form than as floats; `method` is the form's name.
  case quantized(method: String)
  /// A tensor of numbers that are no such floats.
  case wrongType(name: String, found: String)
  /// Sizes of which no model can be made; `problem` says why not.
  case impossible(problem: Message)

  /// A folder tells these fields itself, and they were given.
  case shapeKnown(fields: [String])
  /// Neither one file of tensors nor an index of several.
  case noTensors(pickled: Bool)
  /// An index that names a file elsewhere.
  case fileOutside(name: String)
  case missingTensor(name: String)
  case wrongShape(name: String, found: [Int], expected: [Int])
  /// A weight or bias that the model of this configuration does not have.
  case foreignTensor(name: String)

  private static let unquantized: Message =
    "use the model's unquantized release, or dequantize it in transformers and save it with save_pretrained in bfloat16"

  var message: Message {
    switch self {
    case .otherType(let found):
      "model_type \(Printable.quoted(found)) (expected \(HuggingFaceFamily.list)); use a model of one of these kinds"
    case .missingKey(let key):
      "no \(key) (expected the config.json of a model of \(HuggingFaceFamily.list) type); save the model again"
    case .wrongKind(let key, let found, let expected):
      "\(Printable.brief(key)) is \(found) (expected \(expected)); save the model again"
    case .unsupported(let key, let found, let expected):
      "\(Printable.brief(key)) is \(Printable.brief(found)) (expected \(expected)), which is not computed here; use another model"
    case .quantized(let method):
      "quantization_config says \(Printable.brief(method)) (expected none, and parameters in F32, F16 or BF16); "
        + Self.unquantized
    case .wrongType(let name, let found):
      "tensor \(Printable.quoted(name, limit: 120)) has type \(found) (expected F32, F16 or BF16); " + Self.unquantized
    case .impossible(let problem):
      // What follows the semicolon is advice about flags, and here there are none to change.
      "no model has these sizes: \(problem.prefix(before: ";")); use another model"
    case .shapeKnown(let fields):
      "a folder of transformers, whose config.json tells the model's shape; leave out \(fields: fields)"
    case .noTensors(let pickled):
      pickled
        ? "holds pickled parameters, which can run code when they are opened (expected model.safetensors); save the "
          + "model again with save_pretrained(…, safe_serialization=True)"
        : "no parameters (expected model.safetensors, or model.safetensors.index.json and the files that it names); "
          + "download or save the whole model"
    case .fileOutside(let name):
      "names the file \(Printable.quoted(name, limit: 120)) (expected a .safetensors file of the same folder); save the "
        + "model again"
    case .missingTensor(let name):
      "no tensor \(Printable.quoted(name, limit: 120)), which the configuration asks for; download or save the whole model"
    case .wrongShape(let name, let found, let expected):
      "tensor \(Printable.quoted(name, limit: 120)) has shape \(found) (expected \(expected), as config.json says); save "
        + "the model again"
    case .foreignTensor(let name):
      "tensor \(Printable.quoted(name, limit: 120)) has no place in the model that config.json describes; use another model"
    }
  }
}
