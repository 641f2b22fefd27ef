/// An engine that starts many processes of one tool.
package enum Engine: String, Sendable, Equatable, CaseIterable {
  /// Job arrays, and processes that `srun` started.
  case slurm
  /// `mpirun` of Open MPI.
  case openMPI = "openmpi"
  /// `mpiexec` of MPICH and its relatives, which start processes through Hydra.
  case mpich
  /// Indexed jobs.
  case kubernetes
  /// GNU parallel.
  case parallel

  /// The name that people know.
  package var title: String {
    switch self {
    case .slurm: "Slurm"
    case .openMPI: "Open MPI"
    case .mpich: "MPICH"
    case .kubernetes: "Kubernetes"
    case .parallel: "GNU parallel"
    }
  }
}

/// The place of this process among those that an engine started.
package struct EnginePlace: Sendable, Equatable {
  /// Which task this is, from 0.
  package var task: Int
  /// How many there are.
  package var tasks: Int
  /// Who started it.
  package var engine: Engine
  /// The engine's own name for the job, such as `1234_7`; nil if it gives none.
  package var job: String?
  /// What a person should know of how the place was found, a sentence each.
  package var notes: [String]

  /// A place.
  package init(task: Int, tasks: Int, engine: Engine, job: String? = nil, notes: [String] = []) {
    self.task = task
    self.tasks = tasks
    self.engine = engine
    self.job = job
    self.notes = notes
  }
}
