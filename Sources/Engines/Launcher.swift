import Platform

/// What started this process together with others that it can exchange messages with.
///
/// It is told from variables alone; whether messages get through, an MPI library knows when it is started.
package struct Launcher: Sendable, Equatable {
  /// How processes find each other.
  package enum Kind: Sendable, Equatable {
    /// `mpirun` of Open MPI, version 4 or 5.
    case openMPI
    /// Hydra: `mpiexec` of MPICH, Intel MPI and their relatives.
    case hydra
    /// `srun`, with one of its plugins.
    case slurm(SlurmPlugin)
    /// One that no variable tells of: MPI alone knows how many processes there are.
    case unnoticed
  }

  /// What `srun` offers to MPI libraries.
  package enum SlurmPlugin: String, Sendable {
    /// For Open MPI.
    case pmix
    /// For MPICH and Intel MPI.
    case pmi2
    /// Nothing: processes that know their number, but not each other.
    case none
  }

  package let kind: Kind
  /// Which process this is, from 0.
  package let rank: Int
  /// How many processes there are; 0 where only MPI knows.
  package let size: Int

  /// What is taken for granted where nothing was noticed.
  package static let unnoticed = Launcher(kind: .unnoticed, rank: 0, size: 0)

  package init(kind: Kind, rank: Int, size: Int) { (self.kind, self.rank, self.size) = (kind, rank, size) }

  /// The name that people know.
  package var title: String {
    switch kind {
    case .openMPI: "Open MPI's mpirun"
    case .hydra: "mpiexec (Hydra)"
    case .slurm(.none): "srun without a plugin for MPI"
    case .slurm(let plugin): "srun with \(plugin.rawValue)"
    case .unnoticed: "another launcher"
    }
  }

  /// Finds what started this process.
  ///
  /// `srun` may have started the daemons of `mpirun`, whose variables count then.
  /// - Parameter variable: The environment.
  /// - Returns: The launcher, also of a single process; nil if there is none.
  /// - Throws: `EngineError` for variables that are wrong.
  package static func detect(variable: @escaping (String) -> String?) throws(EngineError) -> Launcher? {
    let variables = EngineVariables(variable)
    if let open = try variables.rank("OMPI_COMM_WORLD_RANK", of: "OMPI_COMM_WORLD_SIZE") {
      return Launcher(kind: .openMPI, rank: open.rank, size: open.size)
    }
    let step = try slurmStep(variables)
    if let pmi = try variables.rank("PMI_RANK", of: "PMI_SIZE") {
      let isSlurm = step.map { $0.rank == pmi.rank && $0.size == pmi.size } ?? false
      return Launcher(kind: isSlurm ? .slurm(.pmi2) : .hydra, rank: pmi.rank, size: pmi.size)
    }
    guard let step else { return nil }
    let plugin: SlurmPlugin = variables.text("PMIX_RANK") == nil ? .none : .pmix
    return Launcher(kind: .slurm(plugin), rank: step.rank, size: step.size)
  }

  /// What started this process; nil if it is alone.
  ///
  /// - Throws: `EngineError` for variables that are wrong.
  package static func ofThisProcess() throws(EngineError) -> Launcher? {
    try detect(variable: environmentVariable)
  }

  private static func slurmStep(_ variables: EngineVariables) throws(EngineError) -> (rank: Int, size: Int)? {
    guard let size = try variables.number("SLURM_STEP_NUM_TASKS"), let rank = try variables.number("SLURM_PROCID"),
      rank < size
    else { return nil }
    return (rank, size)
  }
}
