import Messages

/// What went wrong with a file, told so that the reader of the message knows where, what and what to do next.
///
/// Every case names the file and carries the facts; the text is made by `message`, in the form
/// `PATH: what was found (expected …); what to do next`, on one line and without a tool's name.
package enum FormatError: DescribedError, CategorizedError, Equatable {
  /// The file could not be opened, read or written.
  case file(path: String, FileProblem)
  /// The bytes are not strict JSON, or the JSON lacks what the format needs.
  case json(path: String, JSONProblem)
  /// The files of a tokenizer contradict the format or each other.
  case tokenizer(path: String, TokenizerProblem)
  /// A token shard is cut, damaged, or not what was asked for.
  case shard(path: String, ShardProblem)
  /// A `dataset.json` or its shards do not hold together.
  case dataset(path: String, DatasetProblem)
  /// A `.safetensors` file breaks its specification.
  case tensors(path: String, SafetensorsProblem)
  /// A file of `torch.save` is damaged, or holds what cannot be read safely.
  case torch(path: String, TorchProblem)
  /// A file of llm.c is no model, or not whole.
  case llmc(path: String, LLMCProblem)
  /// A `metrics.jsonl` holds a line that is not a record.
  case metrics(path: String, MetricsProblem)

  /// The file that the message is about.
  package var path: String {
    switch self {
    case .file(let path, _), .json(let path, _), .tokenizer(let path, _), .shard(let path, _),
      .dataset(let path, _), .tensors(let path, _), .torch(let path, _), .llmc(let path, _), .metrics(let path, _):
      return path
    }
  }

  /// The kind of failure, which decides the exit code.
  package var category: ErrorCategory {
    switch self {
    case .file(_, let problem): return problem.category
    case .shard(_, .noMemory): return .busy
    case .tokenizer(_, .merges(.missing)), .tokenizer(_, .ranks(.nothing)), .dataset(_, .noShards),
      .dataset(_, .missingShard):
      return .missing
    default: return .badData
    }
  }

  /// One line: where, what, what was expected, what to do next.
  package var message: Message { "\(Printable.path(path)): \(Message(of: problem))" }

  private var problem: any Error {
    switch self {
    case .file(_, let problem): return problem
    case .json(_, let problem): return problem
    case .tokenizer(_, let problem): return problem
    case .shard(_, let problem): return problem
    case .dataset(_, let problem): return problem
    case .tensors(_, let problem): return problem
    case .torch(_, let problem): return problem
    case .llmc(_, let problem): return problem
    case .metrics(_, let problem): return problem
    }
  }
}
