/// Whose MPI a library is. A launcher starts processes of its own family only.
package enum Family: String, Sendable, CaseIterable {
  case openMPI
  /// MPICH, and what shares its binary interface and its launcher: Intel MPI, MVAPICH, Cray, ParaStation.
  case mpich

  /// The name that people know.
  package var title: String {
    switch self {
    case .openMPI: "Open MPI"
    case .mpich: "MPICH"
    }
  }

  /// The package of Debian and Ubuntu that has the library.
  package var package: String {
    switch self {
    case .openMPI: "openmpi-bin"
    case .mpich: "mpich"
    }
  }

  /// What libraries are called that may be one, the usual first. A library with the standard's interface can be of either.
  package var libraryNames: [String] {
    #if canImport(Darwin)
      switch self {
      case .openMPI: ["libmpi.40.dylib", "libmpi_abi.1.dylib", "libmpi_abi.0.dylib"]
      case .mpich: ["libmpi.12.dylib", "libmpich.12.dylib", "libmpi_abi.1.dylib", "libmpi_abi.0.dylib"]
      }
    #else
      switch self {
      case .openMPI: ["libmpi.so.40", "libmpi_abi.so.1", "libmpi_abi.so.0"]
      case .mpich: ["libmpi.so.12", "libmpich.so.12", "libmpi_abi.so.1", "libmpi_abi.so.0"]
      }
    #endif
  }

  /// The family that a library says it is of; nil for one whose binary interface is not known.
  init?(version words: String) {
    if words.contains("Open MPI") {
      self = .openMPI
    } else if ["MPICH", "Intel(R) MPI", "MVAPICH", "ParaStation"].contains(where: words.contains) {
      self = .mpich
    } else {
      return nil
    }
  }
}
