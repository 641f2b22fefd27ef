import Messages

/// Why a file of nanoGPT or llm.c is no model that we compute.
package enum GPT2FileProblem: Equatable, Sendable {
  /// A file of `torch.save` of something else.
  case notNanoGPT
  case missingArgument(String)
  case wrongArgument(String, found: String, expected: String)
  /// Sizes of which no model can be made; `problem` says why not.
  case impossible(problem: Message)
  /// The file tells these fields itself, and they were given.
  case shapeKnown(fields: [String])

  /// Something else under a tensor's name.
  case noTensor(name: String, found: String)
  /// Two tensors whose names are the same without the wrappers' parts.
  case tensorTwice(name: String)
  case missingTensor(name: String)
  case wrongShape(name: String, found: [Int], expected: [Int])
  /// A tensor that the model has no place for.
  case foreignTensor(name: String)

  var message: Message {
    switch self {
    case .notNanoGPT:
      "no model and model_args (expected nanoGPT's ckpt.pt); save other models' state dicts with safetensors"
    case .missingArgument(let key):
      "no \(key) in model_args (expected nanoGPT's ckpt.pt); save the model again"
    case .wrongArgument(let key, let found, let expected):
      "\(key) in model_args is \(found) (expected \(expected)); save the model again"
    case .impossible(let problem):
      // What follows the semicolon is advice about flags, and here there are none to change.
      "no model has these sizes: \(problem.prefix(before: ";")); use another model"
    case .shapeKnown(let fields):
      "a model of nanoGPT or llm.c, which tells its shape; leave out \(fields: fields)"
    case .noTensor(let name, let found):
      "\(Self.name(name)) in the state dict is \(found) (expected a tensor); save the model again"
    case .tensorTwice(let name):
      "two tensors are called \(Self.name(name)) without the names of wrappers (expected one); save one model alone"
    case .missingTensor(let name):
      "no tensor \(Self.name(name)), which the model's arguments ask for; save the whole model"
    case .wrongShape(let name, let found, let expected):
      "tensor \(Self.name(name)) has shape \(found) (expected \(expected), as its arguments say); save the model again"
    case .foreignTensor(let name):
      "tensor \(Self.name(name)) has no place in a GPT-2 of nanoGPT; use another model"
    }
  }

  private static func name(_ name: String) -> String { Printable.quoted(name, limit: 120) }
}
