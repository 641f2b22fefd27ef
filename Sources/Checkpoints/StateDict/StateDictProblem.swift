import Messages

/// Why a safetensors file is not the state dict of a model of CS336's.
package enum StateDictProblem: Equatable, Sendable {
  /// A safetensors file of something else.
  case notAModel
  /// The shapes do not tell these fields.
  case shapeUnknown(fields: [String])
  /// Two tensors whose names are the same without the wrappers' parts.
  case tensorTwice(name: String, first: String, second: String)
  case missingTensor(name: String)
  case wrongDimensions(name: String, found: [Int], dimensions: Int)
  /// A weight or bias that no model of ours has.
  case foreignTensor(name: String)

  var message: Message {
    switch self {
    case .notAModel:
      "no tensor token_embeddings.weight (expected a checkpoint of lm-train, or a state dict with CS336's names); "
        + "save model.state_dict() with safetensors"
    case .shapeUnknown(let fields):
      "a state dict, whose shapes do not tell \(fields: fields); give them as the model was trained"
    case .tensorTwice(let name, let first, let second):
      "tensors \(Printable.quoted(first, limit: 120)) and \(Printable.quoted(second, limit: 120)) are both "
        + "\(Printable.quoted(name)) without the names of wrappers (expected one); save one model alone"
    case .missingTensor(let name):
      "no tensor \(name) (expected the state dict of a whole model); save it again"
    case .wrongDimensions(let name, let found, let dimensions):
      "tensor \(name) has shape \(found) (expected \(dimensions) dimensions); use another state dict"
    case .foreignTensor(let name):
      "tensor \(Printable.quoted(name)) has no place in the model (expected CS336's names); "
        + "rename it, or leave it out when saving"
    }
  }
}
