/// One of several processes that `mpirun` or `srun` started together, for tools whose processes work on one thing.
package struct LaunchedProcess: Sendable, Equatable {
  /// Which one this is, from 0.
  package let rank: Int
  /// How many there are.
  package let count: Int
  package let engine: Engine
  /// The engine's own name for the job; nil if it gives none.
  package let job: String?

  package init(rank: Int, count: Int, engine: Engine, job: String?) {
    (self.rank, self.count, self.engine, self.job) = (rank, count, engine, job)
  }

  /// What the launcher says of this process.
  /// - Parameter variable: The environment.
  /// - Returns: Nil if nothing started several processes together.
  /// - Throws: `EngineError` for variables that are wrong.
  package static func detect(variable: @escaping (String) -> String?) throws(EngineError) -> LaunchedProcess? {
    try EngineLevels.processes(EngineVariables(variable)).map {
      LaunchedProcess(rank: $0.rank, count: $0.size, engine: $0.engine, job: $0.job)
    }
  }
}
