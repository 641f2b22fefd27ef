extension EnginePlace {
  /// Finds the place that engines gave to this process.
  ///
  /// Processes that `srun` or `mpirun` started inside a task of an array share that task's parts: with n processes a
  /// task, process r of task i is task i n + r. Where engines contradict each other, the innermost one counts, and a
  /// note says so. GNU parallel does not say how many tasks there are, and it is as often used to encode many texts as
  /// to share one: it counts only with `tasks`.
  /// - Parameters:
  ///   - tasks: How many tasks there are in all, if a person said so.
  ///   - variable: The environment.
  /// - Returns: The place; nil if no engine gave one.
  /// - Throws: `EngineError`.
  package static func detect(
    tasks: Int?, variable: @escaping (String) -> String?
  ) throws(EngineError) -> EnginePlace? {
    let levels = try EngineLevels(EngineVariables(variable))
    let parallel = tasks == nil ? nil : levels.parallel
    if let inner = levels.inner {
      var place = try place(of: inner, in: levels.outer, tasks: tasks)
      if parallel != nil { place.notes.append(ignored(.parallel, for: inner.engine)) }
      return place
    }
    guard let task = parallel ?? levels.outer else {
      if let tasks { throw .noEngine(tasks: tasks) }
      return nil
    }
    guard let count = tasks ?? task.count else { throw task.unknownCount }
    guard task.id < count else { throw .taskOutside(task: task.id, tasks: count, engine: task.engine) }
    var place = EnginePlace(task: task.id, tasks: count, engine: task.engine, job: task.job)
    if parallel != nil, let outer = levels.outer { place.notes.append(ignored(outer.engine, for: .parallel)) }
    if parallel == nil, levels.isNestedOuter { place.notes.append(ignored(.kubernetes, for: .slurm)) }
    return place
  }

  /// The engine that started this process, whatever it says of its place; nil if none did.
  ///
  /// Variables that are wrong are no matter here.
  package static func starter(variable: @escaping (String) -> String?) -> Engine? {
    let variables = EngineVariables(variable)
    let signs: [(Engine, String)] = [
      (.openMPI, "OMPI_COMM_WORLD_RANK"), (.mpich, "PMI_RANK"), (.parallel, "PARALLEL_SEQ"),
      (.slurm, "SLURM_ARRAY_TASK_ID"), (.kubernetes, "JOB_COMPLETION_INDEX"),
    ]
    if let sign = signs.first(where: { variables.text($0.1) != nil }) { return sign.0 }
    let processes = (try? variables.number("SLURM_STEP_NUM_TASKS")) ?? 1
    return processes > 1 ? .slurm : nil
  }

  private static func place(
    of inner: EngineLevels.Processes, in outer: EngineLevels.Task?, tasks: Int?
  ) throws(EngineError) -> EnginePlace {
    guard let outer else {
      if let tasks, tasks != inner.size { throw .otherCount(tasks: tasks, engine: inner.engine, size: inner.size) }
      return EnginePlace(task: inner.rank, tasks: inner.size, engine: inner.engine, job: inner.job)
    }
    let (count, tooMany) = (outer.count ?? 0).multipliedReportingOverflow(by: inner.size)
    guard let tasks = tasks ?? (outer.count == nil || tooMany ? nil : count) else { throw outer.unknownCount }
    let task = outer.id * inner.size + inner.rank
    guard task < tasks else { throw .taskOutside(task: task, tasks: tasks, engine: inner.engine) }
    let note =
      "process \(inner.rank) of \(inner.size) that \(inner.engine.title) started in \(outer.engine.title) task "
      + "\(outer.id) counts as task \(task) of \(tasks)"
    return EnginePlace(task: task, tasks: tasks, engine: inner.engine, job: inner.job ?? outer.job, notes: [note])
  }

  private static func ignored(_ engine: Engine, for inner: Engine) -> String {
    "both \(engine.title) and \(inner.title) number this process; \(inner.title), the inner one, counts"
  }
}
