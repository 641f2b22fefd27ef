import Messages

/// Why the task of a process cannot be told from what its engine says.
package enum EngineError: CategorizedError, Equatable, Sendable, CustomStringConvertible {
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
  /// `--tasks` that contradicts the number of processes that the engine started.
  case otherCount(tasks: Int, engine: Engine, size: Int)
  /// `--tasks` without anything that says which of them this is.
  case noEngine(tasks: Int)

  package var category: ErrorCategory { .usage }

  package var description: String {
    let flags = "--task and --tasks"
    switch self {
    case .notNumber(let variable, let value, let least):
      return "\(variable) is \"\(value)\" (expected a whole number, \(least) or more); "
        + "start the tool through the engine, or say its place with \(flags)"
    case .missing(let variable, let beside):
      return "\(beside) is set and \(variable) is not (expected both); "
        + "start the tool through the engine, or say its place with \(flags)"
    case .rankOutside(let rank, let size, let variable):
      return "\(variable) is \(rank) among \(size) processes (expected 0 to \(size - 1)); "
        + "start the tool through the engine, or say its place with \(flags)"
    case .unknownArray(let id, let first, let last, let step, let count):
      let ids = step == 1 ? "\(first) to \(last)" : "\(first) to \(last) by \(step)"
      return "Slurm array task \(id): the array has \(count) \(count == 1 ? "task" : "tasks") with ids \(ids), which "
        + "does not tell how many share the parts (expected all ids from 0 on); say --tasks N with the N of the whole "
        + "array, or --task 0 --tasks 1 if every task has a text of its own"
    case .unknownCount(let engine, let task, let variable):
      return "\(engine.title) says that this is task \(task) (\(variable)), but not of how many; "
        + "say --tasks N, or --task 0 --tasks 1 if every task has a text of its own"
    case .taskOutside(let task, let tasks, let engine):
      return
        "\(engine.title) started this as task \(task) (expected 0 to \(tasks - 1), as there are --tasks \(tasks)); "
        + "tasks count from 0, and --tasks counts all of them"
    case .otherCount(let tasks, let engine, let size):
      return "--tasks \(tasks): \(engine.title) started \(size) processes (expected the same number); leave --tasks out"
    case .noEngine(let tasks):
      return "--tasks \(tasks): nothing says which of them this is; add --task I, or start the tool through Slurm, "
        + "MPI, a Kubernetes indexed job or GNU parallel"
    }
  }
}
