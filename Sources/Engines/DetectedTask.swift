/// The task that an engine gave to this process.
package struct DetectedTask: Sendable, Equatable {
  /// The task.
  package let assignment: TaskAssignment
  /// What a person should know of how it was found, a sentence each.
  package var notes: [String]

  /// A task that was found.
  init(_ assignment: TaskAssignment, notes: [String] = []) {
    self.assignment = assignment
    self.notes = notes
  }

  /// Finds the task that engines gave to this process.
  ///
  /// Processes that `srun` or `mpirun` started inside a task of an array share that task's parts: with n processes a
  /// task, process r of task i is task i n + r. Where engines contradict each other, the innermost one counts, and a
  /// note says so. GNU parallel does not say how many tasks there are, and it is as often used to encode many texts as
  /// to share one: it counts only with `tasks`.
  /// - Parameters:
  ///   - tasks: How many tasks there are in all, if a person said so.
  ///   - variable: The environment.
  /// - Returns: The task; nil if no engine gave one.
  /// - Throws: `EngineError`.
  package static func detect(
    tasks: Int?, variable: @escaping (String) -> String?
  ) throws(EngineError) -> DetectedTask? {
    let levels = try EngineLevels(EngineVariables(variable))
    let parallel = tasks == nil ? nil : levels.parallel
    if let inner = levels.inner {
      var detected = try task(of: inner, in: levels.outer, tasks: tasks)
      if parallel != nil { detected.notes.append(ignored(.parallel, for: inner.engine)) }
      return detected
    }
    guard let task = parallel ?? levels.outer else {
      if let tasks { throw .noEngine(tasks: tasks) }
      return nil
    }
    guard let count = tasks ?? task.count else { throw task.unknownCount }
    guard task.id < count else { throw .taskOutside(task: task.id, tasks: count, engine: task.engine) }
    var detected = DetectedTask(TaskAssignment(task: task.id, tasks: count, engine: task.engine, job: task.job))
    if parallel != nil, let outer = levels.outer { detected.notes.append(ignored(outer.engine, for: .parallel)) }
    if parallel == nil, levels.isNestedOuter { detected.notes.append(ignored(.kubernetes, for: .slurm)) }
    return detected
  }

  private static func task(
    of inner: EngineLevels.Processes, in outer: EngineLevels.Task?, tasks: Int?
  ) throws(EngineError) -> DetectedTask {
    guard let outer else {
      if let tasks, tasks != inner.size { throw .otherCount(tasks: tasks, engine: inner.engine, size: inner.size) }
      return DetectedTask(
        TaskAssignment(task: inner.rank, tasks: inner.size, engine: inner.engine, job: inner.job))
    }
    let (count, tooMany) = (outer.count ?? 0).multipliedReportingOverflow(by: inner.size)
    guard let tasks = tasks ?? (outer.count == nil || tooMany ? nil : count) else { throw outer.unknownCount }
    let task = outer.id * inner.size + inner.rank
    guard task < tasks else { throw .taskOutside(task: task, tasks: tasks, engine: inner.engine) }
    let note =
      "process \(inner.rank) of \(inner.size) that \(inner.engine.title) started in \(outer.engine.title) task "
      + "\(outer.id) counts as task \(task) of \(tasks)"
    return DetectedTask(
      TaskAssignment(task: task, tasks: tasks, engine: inner.engine, job: inner.job ?? outer.job), notes: [note])
  }

  private static func ignored(_ engine: Engine, for inner: Engine) -> String {
    "both \(engine.title) and \(inner.title) number this process; \(inner.title), the inner one, counts"
  }
}
