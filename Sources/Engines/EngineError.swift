import Messages

/// Why the task of a process cannot be told from what its engine says.
package enum EngineError: DescribedError, CategorizedError, Equatable {
  /// A variable that holds something else than a number.
  case notNumber(variable: String, value: String, least: Int = 0)
  /// Of two variables that belong together, one is missing.
  case missing(variable: String, beside: String)
  /// A rank that is not below the number of processes.
  case rankOutside(rank: Int, size: Int, variable: String)
  /// An array of which only some tasks were submitted, or whose ids do not count from 0.
  case unknownArray(id: Int, first: Int, last: Int, step: Int, count: Int)
  /// An engine that says which task this is, but not of how many.
  case unknownCount(Engine, task: Int, variable: String)
  /// A task that is not below the number of tasks.
  case taskOutside(task: Int, tasks: Int, engine: Engine)
  /// A number of tasks that contradicts the number of processes that the engine started.
  case otherCount(tasks: Int, engine: Engine, size: Int)
  /// A number of tasks without anything that says which of them this is.
  case noEngine(tasks: Int)

  package var category: ErrorCategory { .usage }

  package var message: Message {
    switch self {
    case .notNumber(let variable, let value, let least):
      "\(variable) is \"\(value)\" (expected a whole number, \(least) or more); \(Self.advice)"
    case .missing(let variable, let beside):
      "\(beside) is set and \(variable) is not (expected both); \(Self.advice)"
    case .rankOutside(let rank, let size, let variable):
      "\(variable) is \(rank) among \(size) processes (expected 0 to \(size - 1)); \(Self.advice)"
    case .unknownArray(let id, let first, let last, let step, let count):
      "Slurm array task \(id): the array has \(count) \(Units.noun(count, "task")) with ids "
        + "\(first) to \(last)\(step == 1 ? "" : " by \(step)"), which does not tell how many share the parts "
        + "(expected all ids from 0 on); say \(field: "tasks") N with the N of the whole array, or \(Self.alone)"
    case .unknownCount(let engine, let task, let variable):
      "\(engine.title) says that this is task \(task) (\(variable)), but not of how many; "
        + "say \(field: "tasks") N, or \(Self.alone)"
    case .taskOutside(let task, let tasks, let engine):
      "\(engine.title) started this as task \(task) (expected 0 to \(tasks - 1), as there are "
        + "\(field: "tasks") \(tasks)); tasks count from 0, and \(field: "tasks") counts all of them"
    case .otherCount(let tasks, let engine, let size):
      "\(field: "tasks") \(tasks): \(engine.title) started \(size) processes (expected the same number); "
        + "leave \(field: "tasks") out"
    case .noEngine(let tasks):
      "\(field: "tasks") \(tasks): nothing says which of them this is; add \(field: "task") I, or start the tool "
        + "through Slurm, MPI, a Kubernetes indexed job or GNU parallel"
    }
  }

  private static let advice: Message =
    "start the tool through the engine, or say its place with \(fields: ["task", "tasks"])"

  private static let alone: Message =
    "\(field: "task") 0 \(field: "tasks") 1 if every task has a text of its own"
}
