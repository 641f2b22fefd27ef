import Engines
import Messages

/// Why processes that were started together do not reach each other through MPI.
package enum MPIError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  /// There is no library.
  case notInstalled([Family], places: [String])
  /// There is no such file, or no right to read it.
  case unreadable(path: String, words: String)
  /// The system cannot load it as a library.
  case notALibrary(path: String, words: String)
  /// It is a library, but no MPI, or too old a one.
  case lacksFunction(path: String, name: String)
  /// An MPI whose binary interface is not known.
  case unknownFamily(path: String, words: String)
  /// A library of another family than the launcher.
  case otherFamily(path: String, library: Family, launcher: Launcher)
  /// The library does not know of the processes that the launcher started.
  case otherSize(path: String, found: Int, launcher: Launcher)
  /// It cannot be called beside other threads.
  case threads(path: String)
  /// It answered with an error.
  case refused(purpose: String, words: String)

  package var category: ErrorCategory {
    switch self {
    case .notInstalled, .unreadable: .missing
    case .refused: .busy
    case .otherFamily, .otherSize: .usage
    default: .badData
    }
  }

  package var message: Message {
    switch self {
    case .notInstalled(let families, let places):
      """
      no MPI library (expected \(Self.either(families.flatMap(\.libraryNames)))) in \
      \(places.map(Printable.path).joined(separator: ", ")) or where the system looks; install the package \
      \(Self.either(families.map(\.package))), or say \(Self.advice)
      """
    case .unreadable(let path, let words):
      "MPI library \(Printable.path(path)): \(words) (expected a shared library); \(Self.give)"
    case .notALibrary(let path, let words):
      """
      MPI library \(Printable.path(path)): the system cannot load it: \(Printable.brief(words, limit: 300)) (expected a \
      shared library for this machine); \(Self.give)
      """
    case .lacksFunction(let path, let name):
      "MPI library \(Printable.path(path)): it has no \(name) (expected an MPI library of version 3 or later); \(Self.give)"
    case .unknownFamily(let path, let words):
      """
      MPI library \(Printable.path(path)): it calls itself \(Printable.quoted(words)) (expected Open MPI, MPICH or one \
      of MPICH's binary interface, such as Intel MPI); \(Self.give)
      """
    case .otherFamily(let path, let library, let launcher):
      """
      MPI library \(Printable.path(path)): it is of the family of \(library.title), and \(launcher.title) started this \
      process as rank \(launcher.rank) of \(launcher.size) (expected one family); start it with \(library.title)'s \
      launcher, or say \(Self.advice)
      """
    case .otherSize(let path, let found, let launcher):
      """
      MPI library \(Printable.path(path)): it knows of \(Units.counted(found, "process", "processes")), and \
      \(Self.started(by: launcher)); \(Self.remedy(launcher))
      """
    case .threads(let path):
      """
      MPI library \(Printable.path(path)): it allows no other threads beside its own calls (expected "funneled"); \
      \(Self.give)
      """
    case .refused(let purpose, let words):
      """
      \(purpose): MPI answered: \(Printable.brief(words, limit: 300)) (expected success); look whether all processes and \
      machines are there, then start all ranks again
      """
    }
  }

  private static let advice = "LETTERPRESS_MPI=PATH with the library that belongs to the launcher"
  private static let give = "say LETTERPRESS_MPI=PATH with another one"

  private static func either(_ names: [String]) -> String {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }.joined(separator: " or ")
  }

  private static func started(by launcher: Launcher) -> Message {
    launcher.kind == .unnoticed
      ? "\(field: "mpi") is for several (expected at least 2)"
      : "\(launcher.title) started \(launcher.size) (expected the same number)"
  }

  private static func remedy(_ launcher: Launcher) -> String {
    switch launcher.kind {
    case .slurm(.none): "start it with srun's option mpi=pmix for Open MPI or mpi=pmi2 for MPICH, or with mpirun"
    case .slurm: "start it with the plugin that this library knows (srun's option mpi), or with mpirun"
    default: "use the launcher and the library of one installation, or say \(advice)"
    }
  }
}
