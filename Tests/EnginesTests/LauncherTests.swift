import Testing

@testable import Engines

/// What launchers leave in the environment: Open MPI 4.1 and 5.0, Hydra of MPICH 4.0 and 5.0 and of Intel MPI 2021, and
/// Slurm 22.05.
@Suite struct LauncherTests {
  static func detect(_ variables: [String: String]) throws -> Launcher? {
    try Launcher.detect { variables[$0] }
  }

  static func step(_ rank: Int, _ size: Int) -> [String: String] {
    ["SLURM_STEP_NUM_TASKS": "\(size)", "SLURM_PROCID": "\(rank)", "SLURM_JOB_ID": "79"]
  }

  @Test func aShellIsNoLauncher() throws {
    #expect(try Self.detect([:]) == nil)
    // A batch script without srun.
    #expect(try Self.detect(["SLURM_JOB_ID": "79", "SLURM_PROCID": "0", "SLURM_NTASKS": "8"]) == nil)
    #expect(try Self.detect(["PARALLEL_SEQ": "3"]) == nil)
  }

  @Test func mpirunAndHydraCount() throws {
    let open = ["OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "4", "PMIX_RANK": "2"]
    #expect(try Self.detect(open) == Launcher(kind: .openMPI, rank: 2, size: 4))
    let hydra = ["PMI_RANK": "0", "PMI_SIZE": "1", "MPI_LOCALRANKID": "0", "MPI_LOCALNRANKS": "1"]
    #expect(try Self.detect(hydra) == Launcher(kind: .hydra, rank: 0, size: 1))
  }

  @Test func srunTellsItsPlugin() throws {
    let step = Self.step(1, 2)
    #expect(try Self.detect(step) == Launcher(kind: .slurm(.none), rank: 1, size: 2))
    #expect(
      try Self.detect(step.merging(["PMIX_RANK": "1"]) { $1 }) == Launcher(kind: .slurm(.pmix), rank: 1, size: 2))
    #expect(
      try Self.detect(step.merging(["PMI_RANK": "1", "PMI_SIZE": "2"]) { $1 })
        == Launcher(kind: .slurm(.pmi2), rank: 1, size: 2))
  }

  @Test func mpirunInsideOfAStepCounts() throws {
    let open = ["OMPI_COMM_WORLD_RANK": "5", "OMPI_COMM_WORLD_SIZE": "8"]
    #expect(try Self.detect(Self.step(1, 2).merging(open) { $1 }) == Launcher(kind: .openMPI, rank: 5, size: 8))
    let hydra = ["PMI_RANK": "5", "PMI_SIZE": "8"]
    #expect(try Self.detect(Self.step(1, 2).merging(hydra) { $1 }) == Launcher(kind: .hydra, rank: 5, size: 8))
  }

  @Test func wrongVariablesAreErrors() throws {
    #expect(throws: EngineError.missing(variable: "PMI_RANK", beside: "PMI_SIZE")) {
      try Self.detect(["PMI_SIZE": "2"])
    }
    #expect(throws: EngineError.rankOutside(rank: 4, size: 4, variable: "OMPI_COMM_WORLD_RANK")) {
      try Self.detect(["OMPI_COMM_WORLD_RANK": "4", "OMPI_COMM_WORLD_SIZE": "4"])
    }
  }

  @Test func titlesAreWhatPeopleType() {
    let kinds: [Launcher.Kind] = [.openMPI, .hydra, .slurm(.pmix), .slurm(.pmi2), .slurm(.none), .unnoticed]
    #expect(
      kinds.map { Launcher(kind: $0, rank: 0, size: 1).title } == [
        "Open MPI's mpirun", "mpiexec (Hydra)", "srun with pmix", "srun with pmi2", "srun without a plugin for MPI",
        "another launcher",
      ])
  }
}
