import Accelerators
import Collectives
import MPI

/// The processes of one training, as one of them reaches the others: through MPI for our own kernels, through a folder
/// for accelerators, whose plugins exchange everything else themselves.
enum RankGroup {
  case mpi(ProcessGroup, Library)
  case folder(FolderGroup)

  /// Which one this is, from 0.
  var rank: Int {
    switch self {
    case .mpi(let group, _): group.rank
    case .folder(let group): group.rank
    }
  }

  /// How many there are.
  var size: Int {
    switch self {
    case .mpi(let group, _): group.size
    case .folder(let group): group.size
    }
  }

  /// Rank 0's words, for the others.
  ///
  /// - Throws: `CollectivesError`, `MPIError` or `KeyValueError`
  func tell(_ words: [UInt8]) throws {
    switch self {
    case .mpi(let group, _): _ = try group.call { try $0.broadcast(words) }
    case .folder(let group): try group.tell(words)
    }
  }

  /// The next words of rank 0; waits for them as long as it is alive.
  ///
  /// - Throws: `CollectivesError`, `MPIError` or `KeyValueError`
  func hear() throws -> [UInt8] {
    switch self {
    case .mpi(let group, _): try group.call { try $0.broadcast([]) }
    case .folder(let group): try group.hear()
    }
  }

  /// Leaves: all ranks come to this end by themselves.
  ///
  /// - Returns: false if a library does not come to its end: the process is then to end at once
  /// - Throws: what is wrong with the others
  func leave() throws -> Bool {
    switch self {
    case .mpi(let group, _): return try group.leave()
    case .folder(let group):
      group.leave(code: 0)
      return true
    }
  }

  /// Leaves because of an error of this rank, which ends the others.
  ///
  /// - Parameters:
  ///   - words: the error
  ///   - code: what this process ends with
  func abandon(_ words: String, code: Int32) {
    switch self {
    case .mpi(let group, _): group.abandon(words, code: code)
    case .folder(let group): group.leave(code: code)
    }
  }

  /// The machine of each rank.
  var hosts: [String] {
    switch self {
    case .mpi(let group, _): group.hosts
    case .folder(let group): group.hosts
    }
  }

  /// The library that carries messages; nil for a folder.
  var library: String? {
    if case .mpi(_, let library) = self { library.version } else { nil }
  }

  /// The devices' group, for plugins.
  var ofDevices: FolderGroup? {
    if case .folder(let group) = self { group } else { nil }
  }

  /// The group that adds gradients of our own kernels.
  var ofKernels: ProcessGroup? {
    if case .mpi(let group, _) = self { group } else { nil }
  }
}
