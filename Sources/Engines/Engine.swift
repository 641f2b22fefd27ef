/// An engine that starts many processes of one tool.
///
/// Receipts name engines by their raw values, also such as only a later version knows: any name is one.
package struct Engine: RawRepresentable, Hashable, Sendable {
  /// The name in receipts.
  package let rawValue: String

  /// The engine of a name.
  package init(rawValue: String) { self.rawValue = rawValue }

  /// Job arrays, and processes that `srun` started.
  package static let slurm = Engine(rawValue: "slurm")
  /// `mpirun` of Open MPI.
  package static let openMPI = Engine(rawValue: "openmpi")
  /// `mpiexec` of MPICH and its relatives, which start processes through Hydra.
  package static let mpich = Engine(rawValue: "mpich")
  /// Indexed jobs.
  package static let kubernetes = Engine(rawValue: "kubernetes")
  /// GNU parallel.
  package static let parallel = Engine(rawValue: "parallel")

  /// The name that people know.
  package var title: String {
    switch self {
    case .slurm: "Slurm"
    case .openMPI: "Open MPI"
    case .mpich: "MPICH"
    case .kubernetes: "Kubernetes"
    case .parallel: "GNU parallel"
    default: rawValue
    }
  }

  /// The engine that started this process, whatever it says of its task; nil if none did.
  ///
  /// Variables that are wrong are no matter here.
  package static func launcher(variable: @escaping (String) -> String?) -> Engine? {
    let variables = EngineVariables(variable)
    let signs: [(Engine, String)] = [
      (.openMPI, "OMPI_COMM_WORLD_RANK"), (.mpich, "PMI_RANK"), (.parallel, "PARALLEL_SEQ"),
      (.slurm, "SLURM_ARRAY_TASK_ID"), (.kubernetes, "JOB_COMPLETION_INDEX"),
    ]
    if let sign = signs.first(where: { variables.text($0.1) != nil }) { return sign.0 }
    let processes = (try? variables.number("SLURM_STEP_NUM_TASKS")) ?? 1
    return processes > 1 ? .slurm : nil
  }
}
