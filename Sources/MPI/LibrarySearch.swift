import Engines
import Platform

/// Finds the MPI library that belongs to what started this process.
///
/// `LETTERPRESS_MPI` names it. Otherwise, in this order: the folders of `LD_LIBRARY_PATH`; beside the program that
/// started this process, such as Hydra's proxy, which on every machine is the launcher's own; where the launcher's
/// variables point; beside the `mpirun` of `PATH`; where the system looks.
package struct LibrarySearch: Sendable {
  private let environment: SearchEnvironment
  private let launcher: Launcher

  package init(_ environment: SearchEnvironment, for launcher: Launcher) {
    (self.environment, self.launcher) = (environment, launcher)
  }

  /// What may be loaded, the best first: paths of files that are there, and in the end names for the system to find.
  package var candidates: [String] {
    if let path = variable("LETTERPRESS_MPI") { return [path.contains("/") ? path : "./" + path] }
    let names = unique(families.flatMap(\.libraryNames))
    let files = folders.flatMap { folder in names.map { folder + "/" + $0 } }.filter(environment.isFile)
    return unique(files) + names
  }

  /// The families that the launcher starts, the likely one first.
  package var families: [Family] {
    switch launcher.kind {
    case .openMPI: [.openMPI]
    case .hydra: [.mpich]
    case .slurm(.pmi2): [.mpich, .openMPI]
    case .slurm, .unnoticed: [.openMPI, .mpich]
    }
  }

  /// The folders that are looked in, whether they exist or not.
  package var folders: [String] {
    let prefixes = [environment.parent.flatMap(prefix), variable("OPAL_PREFIX"), variable("I_MPI_ROOT")] + launchers
    let beside = prefixes.compactMap(\.self).flatMap { [$0 + "/lib", $0 + "/lib64", $0 + "/lib/release"] }
    return unique(list("LD_LIBRARY_PATH") + beside)
  }

  /// Loads the first library of the right family.
  ///
  /// - Returns: the library, not yet started
  /// - Throws: `MPIError`
  package func load() throws(MPIError) -> Library {
    var firstError: MPIError?
    for candidate in candidates {
      switch open(candidate) {
      case .success(let library): return library
      // That the system does not find a mere name says nothing; what a file is says much.
      case .failure(let error) where candidate.contains("/"): firstError = firstError ?? error
      case .failure: break
      }
    }
    throw firstError ?? .notInstalled(families, places: folders)
  }

  private func open(_ path: String) -> Result<Library, MPIError> {
    Result { () throws(MPIError) in
      let library = try Library(path)
      guard families.contains(library.family) else {
        throw .otherFamily(path: path, library: library.family, launcher: launcher)
      }
      return library
    }
  }

  private var launchers: [String?] {
    list("PATH").flatMap { folder in ["mpirun", "mpiexec", "mpiexec.hydra"].map { folder + "/" + $0 } }
      .filter(environment.isFile).map { prefix(of: environment.resolved($0)) }
  }

  /// What a program is installed below: `/opt/mpi` of `/opt/mpi/bin/mpirun`.
  private func prefix(of program: String) -> String? {
    let parts = program.split(separator: "/", omittingEmptySubsequences: false)
    guard program.hasPrefix("/"), parts.count > 3 else { return nil }
    return parts.dropLast(2).joined(separator: "/")
  }

  private func list(_ name: String) -> [String] {
    (variable(name) ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
  }

  /// A variable that is set to something.
  private func variable(_ name: String) -> String? { environment.variable(name).flatMap { $0.isEmpty ? nil : $0 } }

  private func unique(_ texts: [String]) -> [String] {
    var seen = Set<String>()
    return texts.filter { seen.insert($0).inserted }
  }
}
