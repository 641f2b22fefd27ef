import Collectives
import Engines

extension ProcessGroup {
  /// Meets the other processes that a launcher started with this one.
  ///
  /// - Parameters:
  ///   - launcher: what started this process
  ///   - environment: where a library is looked for
  ///   - patience: how long a silent rank is waited for
  /// - Returns: the group, with the library that carries its messages
  /// - Throws: `MPIError`, `CollectivesError`
  package static func mpi(
    _ launcher: Launcher, environment: SearchEnvironment = .system, patience: Patience = Patience()
  ) throws -> (group: ProcessGroup, library: Library) {
    let library = try LibrarySearch(environment, for: launcher).load()
    let group = try ProcessGroup(patience: patience) { try Communicator(library, launcher: launcher) }
    return (group, library)
  }
}
