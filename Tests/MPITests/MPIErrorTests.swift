import Engines
import Messages
import Testing

@testable import MPI

@Suite("What is said where MPI does not work")
struct MPIErrorTests {
  static let open = Launcher(kind: .openMPI, rank: 1, size: 4)

  static let examples: [(error: MPIError, category: ErrorCategory, text: String)] = [
    (
      .unreadable(path: "a", words: "No such file or directory"), .missing,
      "MPI library a: No such file or directory (expected a shared library); say LETTERPRESS_MPI=PATH with another one"
    ),
    (
      .notALibrary(path: "a", words: "a: file too short"), .badData,
      "MPI library a: the system cannot load it: a: file too short (expected a shared library for this machine); say LETTERPRESS_MPI=PATH with another one"
    ),
    (
      .lacksFunction(path: "a", name: "MPI_Init_thread"), .badData,
      "MPI library a: it has no MPI_Init_thread (expected an MPI library of version 3 or later); say LETTERPRESS_MPI=PATH with another one"
    ),
    (
      .unknownFamily(path: "a", words: "MPT 2"), .badData,
      "MPI library a: it calls itself \"MPT 2\" (expected Open MPI, MPICH or one of MPICH's binary interface, such as Intel MPI); say LETTERPRESS_MPI=PATH with another one"
    ),
    (
      .otherFamily(path: "a", library: .mpich, launcher: open), .usage,
      "MPI library a: it is of the family of MPICH, and Open MPI's mpirun started this process as rank 1 of 4 (expected one family); start it with MPICH's launcher, or say LETTERPRESS_MPI=PATH with the library that belongs to the launcher"
    ),
    (
      .otherSize(path: "a", found: 1, launcher: open), .usage,
      "MPI library a: it knows of 1 process, and Open MPI's mpirun started 4 (expected the same number); use the launcher and the library of one installation, or say LETTERPRESS_MPI=PATH with the library that belongs to the launcher"
    ),
    (
      .otherSize(path: "a", found: 1, launcher: Launcher(kind: .slurm(.none), rank: 0, size: 2)), .usage,
      "MPI library a: it knows of 1 process, and srun without a plugin for MPI started 2 (expected the same number); start it with srun's option mpi=pmix for Open MPI or mpi=pmi2 for MPICH, or with mpirun"
    ),
    (
      .otherSize(path: "a", found: 1, launcher: Launcher(kind: .slurm(.pmi2), rank: 0, size: 2)), .usage,
      "MPI library a: it knows of 1 process, and srun with pmi2 started 2 (expected the same number); start it with the plugin that this library knows (srun's option mpi), or with mpirun"
    ),
    (
      .otherSize(path: "a", found: 1, launcher: .unnoticed), .usage,
      "MPI library a: it knows of 1 process, and mpi is for several (expected at least 2); use the launcher and the library of one installation, or say LETTERPRESS_MPI=PATH with the library that belongs to the launcher"
    ),
    (
      .threads(path: "a"), .badData,
      "MPI library a: it allows no other threads beside its own calls (expected \"funneled\"); say LETTERPRESS_MPI=PATH with another one"
    ),
    (
      .refused(purpose: "sending 4 bytes to rank 3", words: "network\nunreachable"), .busy,
      "sending 4 bytes to rank 3: MPI answered: network\\u{A}unreachable (expected success); look whether all processes and machines are there, then start all ranks again"
    ),
  ]

  @Test(arguments: examples.indices)
  func texts(_ index: Int) {
    let example = Self.examples[index]
    #expect("\(example.error)" == example.text)
    #expect(example.error.category == example.category)
  }

  @Test func aMissingLibraryNamesPackagesAndPlaces() {
    let text = "\(MPIError.notInstalled([.openMPI, .mpich], places: ["/opt/lib"]))"
    #expect(text.contains("in /opt/lib or where the system looks; install the package openmpi-bin or mpich, or say "))
    #expect(text.hasPrefix("no MPI library (expected \(Family.openMPI.libraryNames[0]) or "))
  }
}
