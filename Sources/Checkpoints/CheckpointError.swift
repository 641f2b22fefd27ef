import Formats
import Messages

/// What can be wrong with a checkpoint that is a proper safetensors file.
package enum CheckpointError: DescribedError, CategorizedError, Equatable {
  case missingEntry(path: String, key: String)
  case malformedEntry(path: String, key: String, found: String)
  case unknownVersion(path: String, found: String)
  case unreadableSettings(path: String)
  /// Settings of a version that this program does not know.
  case newerSettings(path: String, found: Int)
  /// Settings of which no model or no step can be made; `problem` says why not.
  case impossibleSettings(path: String, problem: Message)
  /// A number that does not go with another one of the file.
  case wrongCounter(path: String, what: String, found: String, expected: String)
  /// A file under the name of another step.
  case otherName(path: String, step: Int, expected: Int)
  /// A parameter that holds NaN or an infinity.
  case notFinite(path: String, name: String)
  case missingTensor(path: String, name: String)
  case wrongShape(path: String, name: String, found: [Int], expected: [Int])
  /// The bytes of the tensors are not those that were written.
  case damaged(path: String, part: String)
  case noCheckpoint(folder: String)
  /// Every checkpoint of the folder is unusable; `problem` is what is wrong with the newest.
  case noneWhole(folder: String, count: Int, problem: Message)

  /// A safetensors file of something else.
  case notAModel(path: String)
  /// A state dict that does not tell these fields.
  case shapeUnknown(path: String, fields: [String])
  /// A checkpoint that tells these fields itself, and they were given.
  case shapeKnown(path: String, fields: [String])
  /// A field was given a value that no model can have.
  case impossibleShape(field: String, found: String, expected: String)
  /// Two tensors whose names are the same without the wrappers' parts.
  case tensorTwice(path: String, name: String, first: String, second: String)
  case incompleteStateDict(path: String, name: String)
  case wrongDimensions(path: String, name: String, found: [Int], dimensions: Int)
  /// A weight or bias that CS336's model does not have.
  case foreignTensor(path: String, name: String)
  /// `obstacle` says why no Llama computes what the model does.
  case notLlama(path: String, obstacle: Message)

  /// A tokenizer that is not the one of the model's training; `path` is the tokenizer's.
  case otherTokenizer(path: String, found: Digest, expected: Digest)
  /// A tokenizer of more tokens than the model has.
  case tokenizerTooLarge(path: String, found: Int, expected: Int)

  package var message: Message {
    switch self {
    case .missingEntry(let path, let key):
      "\(Printable.path(path)): no \(key) in the metadata (expected a checkpoint of lm-train); "
        + "use a file that lm-train wrote"
    case .malformedEntry(let path, let key, let found):
      "\(Printable.path(path)): \(key) in the metadata is \(Printable.quoted(found)), which cannot be read; "
        + "use another checkpoint"
    case .unknownVersion(let path, let found):
      "\(Printable.path(path)): written in version \(Printable.quoted(found)) of the checkpoint format "
        + "(expected 1); use a newer lm-train"
    case .unreadableSettings(let path):
      "\(Printable.path(path)): the settings in the metadata are incomplete or out of range; use another checkpoint"
    case .newerSettings(let path, let found):
      "\(Printable.path(path)): settings of version \(found) (expected at most \(SettingsReader.currentVersion)), made by a "
        + "newer lm-train; update Letterpress"
    case .impossibleSettings(let path, let problem):
      // What follows the semicolon is advice about flags, and here there are none to change.
      "\(Printable.path(path)): the settings in the metadata are impossible: "
        + "\(problem.prefix(before: ";")); use another checkpoint"
    case .wrongCounter(let path, let what, let found, let expected):
      "\(Printable.path(path)): \(what) is \(found) (expected \(expected)); the file is damaged, use another checkpoint"
    case .otherName(let path, let step, let expected):
      "\(Printable.path(path)): is named after step \(step) (expected \(expected), the step in the metadata); "
        + "give it its own name, or use another checkpoint"
    case .notFinite(let path, let name):
      "\(Printable.path(path)): tensor \(Printable.quoted(name)) holds a value that is not a finite number; "
        + "the checkpoint is damaged or its training diverged, use another one"
    case .missingTensor(let path, let name):
      "\(Printable.path(path)): no tensor \(name), which the configuration in its metadata asks for; "
        + "use another checkpoint"
    case .wrongShape(let path, let name, let found, let expected):
      "\(Printable.path(path)): tensor \(name) has shape \(found) (expected \(expected)); use another checkpoint"
    case .damaged(let path, let part):
      "\(Printable.path(path)): the \(part) are not what was written (their sha256 differs); "
        + "the file is damaged, use another checkpoint"
    case .noCheckpoint(let folder):
      "\(Printable.path(folder)): no checkpoint (expected step-….safetensors); train with lm-train --output"
    case .noneWhole(let folder, let count, let problem):
      "\(Printable.path(folder)): none of \(count) checkpoints is whole; the newest: \(problem)"
    case .notAModel(let path):
      "\(Printable.path(path)): no tensor token_embeddings.weight (expected a checkpoint of lm-train, or a state dict "
        + "with CS336's names); save model.state_dict() with safetensors"
    case .shapeUnknown(let path, let fields):
      "\(Printable.path(path)): a state dict, whose shapes do not tell \(fields: fields); "
        + "give them as the model was trained"
    case .shapeKnown(let path, let fields):
      "\(Printable.path(path)): a checkpoint of lm-train, which knows its own shape; leave out \(fields: fields)"
    case .impossibleShape(let field, let found, let expected):
      "\(field: field): \(found) (expected \(expected)); give another \(field: field)"
    case .tensorTwice(let path, let name, let first, let second):
      "\(Printable.path(path)): tensors \(Printable.quoted(first, limit: 120)) and \(Printable.quoted(second, limit: 120)) "
        + "are both \(Printable.quoted(name)) without the names of wrappers (expected one); save one model alone"
    case .incompleteStateDict(let path, let name):
      "\(Printable.path(path)): no tensor \(name) (expected the state dict of a whole model); save it again"
    case .wrongDimensions(let path, let name, let found, let dimensions):
      "\(Printable.path(path)): tensor \(name) has shape \(found) (expected \(dimensions) dimensions); "
        + "use another state dict"
    case .foreignTensor(let path, let name):
      "\(Printable.path(path)): tensor \(Printable.quoted(name)) has no place in CS336's model (expected its names, "
        + "and no biases); rename it, or leave it out when saving"
    case .notLlama(let path, let obstacle):
      "\(Printable.path(path)): \(obstacle); export a model of that kind"
    case .otherTokenizer(let path, let found, let expected):
      "\(Printable.path(path)): vocabulary \(found.short) (expected \(expected.short), the model's); "
        + "use the tokenizer that it was trained with"
    case .tokenizerTooLarge(let path, let found, let expected):
      "\(Printable.path(path)): \(found) tokens (expected at most \(expected), the model's); "
        + "use the tokenizer that it was trained with"
    }
  }

  package var category: ErrorCategory {
    switch self {
    case .noCheckpoint: .missing
    case .shapeUnknown, .shapeKnown, .impossibleShape: .usage
    default: .badData
    }
  }
}
