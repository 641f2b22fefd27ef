/// What each engine says of this process, by itself.
///
/// Engines nest. On the outside a job array or an indexed job starts the same command many times; on the inside `srun`
/// or `mpirun` starts several processes of each. GNU parallel may stand anywhere.
struct EngineLevels {
  /// Processes that one launcher started together and counted.
  struct Processes: Equatable {
    let engine: Engine
    let rank, size: Int
    let job: String?
  }

  /// A task whose number is known; the number of tasks may not be.
  struct Task: Equatable {
    let engine: Engine
    let id: Int
    let count: Int?
    let job: String?
    /// What to say when the count must be known and is not.
    let unknownCount: EngineError
  }

  /// `mpirun` or `srun` with more than one process.
  let inner: Processes?
  /// GNU parallel.
  let parallel: Task?
  /// A job array or else an indexed job.
  let outer: Task?
  /// An indexed job around a job array.
  let isNestedOuter: Bool

  /// Reads the environment.
  /// - Throws: `EngineError` for variables that are wrong.
  init(_ variables: EngineVariables) throws(EngineError) {
    inner = try Self.processes(variables)
    parallel = try Self.parallel(variables)
    let array = try Self.array(variables)
    let indexed = try Self.indexedJob(variables)
    outer = array ?? indexed
    isNestedOuter = array != nil && indexed != nil
  }

  /// MPI knows best: under it, `srun` may have started only MPI's own daemons. One process alone shares nothing.
  private static func processes(_ variables: EngineVariables) throws(EngineError) -> Processes? {
    let job = slurmJob(variables)
    if let open = try variables.rank("OMPI_COMM_WORLD_RANK", of: "OMPI_COMM_WORLD_SIZE") {
      return open.size > 1 ? Processes(engine: .openMPI, rank: open.rank, size: open.size, job: job) : nil
    }
    let step = try step(variables)
    if let hydra = try variables.rank("PMI_RANK", of: "PMI_SIZE") {
      // `srun --mpi=pmi2` sets these as well.
      if let step, step.rank == hydra.rank, step.size == hydra.size { return step }
      return hydra.size > 1 ? Processes(engine: .mpich, rank: hydra.rank, size: hydra.size, job: job) : nil
    }
    return step
  }

  /// A batch script without `srun` has SLURM_PROCID 0 and SLURM_NTASKS too: only a step's own count tells of a step.
  private static func step(_ variables: EngineVariables) throws(EngineError) -> Processes? {
    guard let size = try variables.number("SLURM_STEP_NUM_TASKS"), size > 1 else { return nil }
    guard let rank = try variables.number("SLURM_PROCID") else {
      throw .missing(variable: "SLURM_PROCID", beside: "SLURM_STEP_NUM_TASKS")
    }
    guard rank < size else { throw .rankOutside(rank: rank, size: size, variable: "SLURM_PROCID") }
    let job = slurmJob(variables).map { job in variables.text("SLURM_STEP_ID").map { "\(job).\($0)" } ?? job }
    return Processes(engine: .slurm, rank: rank, size: size, job: job)
  }

  private static func array(_ variables: EngineVariables) throws(EngineError) -> Task? {
    guard let id = try variables.number("SLURM_ARRAY_TASK_ID") else { return nil }
    let first = try variables.number("SLURM_ARRAY_TASK_MIN") ?? id
    let last = try variables.number("SLURM_ARRAY_TASK_MAX") ?? id
    let step = try variables.number("SLURM_ARRAY_TASK_STEP") ?? 1
    let count = try variables.number("SLURM_ARRAY_TASK_COUNT") ?? 1
    // A part of an array that was submitted again has a count of its own: dividing by it would move parts.
    let isWhole = first == 0 && step == 1 && last == count - 1
    return Task(
      engine: .slurm, id: id, count: isWhole ? count : nil, job: slurmJob(variables),
      unknownCount: .unknownArray(id: id, first: first, last: last, step: step, count: count))
  }

  private static func indexedJob(_ variables: EngineVariables) throws(EngineError) -> Task? {
    let name = "JOB_COMPLETION_INDEX"
    guard let index = try variables.number(name) else { return nil }
    // A pod's host name is the job's name and the index.
    return Task(
      engine: .kubernetes, id: index, count: nil, job: variables.text("HOSTNAME"),
      unknownCount: .unknownCount(.kubernetes, task: index, variable: name))
  }

  private static func parallel(_ variables: EngineVariables) throws(EngineError) -> Task? {
    let name = "PARALLEL_SEQ"
    guard let number = try variables.number(name) else { return nil }
    // It counts from 1.
    guard number > 0 else { throw .notNumber(variable: name, value: "0", least: 1) }
    return Task(
      engine: .parallel, id: number - 1, count: nil, job: nil,
      unknownCount: .unknownCount(.parallel, task: number - 1, variable: name))
  }

  private static func slurmJob(_ variables: EngineVariables) -> String? {
    if let array = variables.text("SLURM_ARRAY_JOB_ID"), let id = variables.text("SLURM_ARRAY_TASK_ID") {
      return "\(array)_\(id)"
    }
    return variables.text("SLURM_JOB_ID")
  }
}
