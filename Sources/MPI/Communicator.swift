import CMPI
import Collectives
import Engines
import Parallel
import Platform

/// All processes that a launcher started together, and the messages between them, through an MPI library.
///
/// MPI is told that one thread of several makes all calls (`MPI_THREAD_FUNNELED`): the one that makes the communicator.
package final class Communicator: PointToPoint {
  package let rank: Int
  package let size: Int
  private let library: Library
  private let communicator: lp_mpi_handle
  private var requests: [Int: (handle: lp_mpi_handle, purpose: String)] = [:]
  private var lastNumber = 0

  /// Starts MPI in this process, which can be done once.
  ///
  /// - Parameters:
  ///   - library: of the launcher's family
  ///   - launcher: what started this process
  /// - Throws: `MPIError`
  package init(_ library: Library, launcher: Launcher) throws(MPIError) {
    self.library = library
    try Self.start(library)
    var (rank, size) = (CInt(0), CInt(0))
    try library.call("asking for the rank") { lp_mpi_rank($0, library.world, &rank) }
    try library.call("asking for the number of ranks") { lp_mpi_size($0, library.world, &size) }
    // Whoever says that there is a launcher has started several.
    guard launcher.kind == .unnoticed ? size > 1 : Int(size) == launcher.size else {
      try? library.call("ending MPI") { lp_mpi_finalize($0) }
      throw .otherSize(path: library.path, found: Int(size), launcher: launcher)
    }
    (self.rank, self.size) = (Int(rank), Int(size))
    var copy = lp_mpi_handle()
    try library.call("making a communicator") { lp_mpi_duplicate($0, library.world, &copy) }
    communicator = copy
    try library.call("choosing what errors do") { lp_mpi_return_errors($0, copy) }
  }

  private static func start(_ library: Library) throws(MPIError) {
    var isStarted = false
    try library.call("asking whether MPI runs") { lp_mpi_is_started($0, &isStarted) }
    guard !isStarted else { throw .refused(purpose: "starting MPI", words: "it was started before in this process") }
    var isGranted = false
    let signals = KeptSignals()
    defer { signals.restore() }
    try library.call("starting MPI") { lp_mpi_start($0, &isGranted) }
    guard isGranted else { throw .threads(path: library.path) }
    try library.call("choosing what errors do") { lp_mpi_return_errors($0, library.world) }
  }

  package func send(_ bytes: UnsafeRawBufferPointer, to rank: Int, on channel: Channel) throws -> PendingMessage {
    try begin("sending \(bytes.count) bytes to rank \(rank)") { [communicator] table, request in
      lp_mpi_send(
        table, bytes.baseAddress, CInt(bytes.count), CInt(rank), channel.rawValue, communicator, &request)
    }
  }

  package func receive(
    into bytes: UnsafeMutableRawBufferPointer, from rank: Int?, on channel: Channel
  ) throws -> PendingMessage {
    let source = rank.map { CInt($0) } ?? library.anySource
    let name = rank.map { "rank \($0)" } ?? "any rank"
    return try begin("receiving \(bytes.count) bytes from \(name)") { [communicator] table, request in
      lp_mpi_receive(table, bytes.baseAddress, CInt(bytes.count), source, channel.rawValue, communicator, &request)
    }
  }

  package func isDone(_ message: PendingMessage) throws -> Bool {
    guard let request = requests[message.number] else { return true }
    var handle = request.handle
    var isDone = false
    try library.call(request.purpose) { lp_mpi_test($0, &handle, &isDone) }
    if isDone { requests[message.number] = nil }
    return isDone
  }

  package func leave() throws { try library.call("ending MPI") { lp_mpi_finalize($0) } }

  /// Some launchers do not end a process that waits for that: it ends by itself then.
  package func abort(code: Int32) {
    _ = startThread {
      usleep(Self.longestAbort)
      _exit(code)
    }
    try? library.call("ending all ranks") { lp_mpi_abort($0, communicator, code) }
  }

  /// Microseconds for a library to end all ranks.
  private static let longestAbort: UInt32 = 2_000_000

  private func begin(
    _ purpose: String, _ function: (UnsafePointer<lp_mpi_library>, inout lp_mpi_handle) -> CInt
  ) throws(MPIError) -> PendingMessage {
    var handle = lp_mpi_handle()
    try library.call(purpose) { function($0, &handle) }
    lastNumber += 1
    requests[lastNumber] = (handle, purpose)
    return PendingMessage(number: lastNumber)
  }
}
