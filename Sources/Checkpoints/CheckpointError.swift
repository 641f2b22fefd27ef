import Formats
import Messages

/// What can be wrong with a model in a file that is a proper safetensors file, or with what is asked of it.
package enum CheckpointError: DescribedError, CategorizedError, Equatable {
  case checkpoint(path: String, CheckpointProblem)
  case stateDict(path: String, StateDictProblem)
  case modelFolder(path: String, ModelFolderProblem)
  case gpt2File(path: String, GPT2FileProblem)

  case noCheckpoint(folder: String)
  /// No checkpoint of the folder has a validation loss on record.
  case noBest(folder: String)
  /// Every checkpoint of the folder is unusable; `problem` is what is wrong with the newest.
  case noneWhole(folder: String, count: Int, problem: Message)

  /// A field was given a value that no model can have.
  case impossibleShape(field: String, found: String, expected: String)
  /// `obstacle` says why no Llama computes what the model does.
  case notLlama(path: String, obstacle: Message)

  /// A tokenizer that is not the one of the model's training; `path` is the tokenizer's.
  case otherTokenizer(path: String, found: Digest, expected: Digest)
  /// A tokenizer of more tokens than the model has.
  case tokenizerTooLarge(path: String, found: Int, expected: Int)

  package var message: Message {
    switch self {
    case .checkpoint(let path, let problem):
      "\(Printable.path(path)): \(problem.message)"
    case .stateDict(let path, let problem):
      "\(Printable.path(path)): \(problem.message)"
    case .modelFolder(let path, let problem):
      "\(Printable.path(path)): \(problem.message)"
    case .gpt2File(let path, let problem):
      "\(Printable.path(path)): \(problem.message)"
    case .noCheckpoint(let folder):
      "\(Printable.path(folder)): no checkpoint (expected step-….safetensors); train with lm-train \(field: "output")"
    case .noBest(let folder):
      "\(Printable.path(folder)): no best checkpoint is known (expected a validation loss in metrics.jsonl for one of "
        + "the checkpoints); name a step-….safetensors, or the folder for the newest"
    case .noneWhole(let folder, let count, let problem):
      count == 1
        ? "\(Printable.path(folder)): the only checkpoint is not whole: \(problem)"
        : "\(Printable.path(folder)): none of \(count) checkpoints is whole; the newest: \(problem)"
    case .impossibleShape(let field, let found, let expected):
      "\(field: field): \(found) (expected \(expected)); give another \(field: field)"
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
    case .noCheckpoint, .noBest: .missing
    case .checkpoint(_, .shapeKnown), .stateDict(_, .shapeUnknown), .impossibleShape: .usage
    default: .badData
    }
  }
}
