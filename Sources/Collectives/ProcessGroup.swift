import Messages
import Platform

/// This process's place among the ranks that train one model together, and the thread that talks to them.
///
///     let group = try ProcessGroup { try … }            // meets the others
///     let losses = try group.call { try $0.sum([loss]) }
///     group.beginSum(of: gradients, bucket)             // returns at once
///     try group.finish()                                // all buckets are summed
///     try group.leave()                                 // all ranks are done
///
/// Every rank must do the same in the same order. If this process ends because of an error, it calls ``abandon``: the
/// others then end within seconds instead of waiting for it. An error of a call means that the group is no more.
package final class ProcessGroup: Sendable {
  package let rank: Int
  package let size: Int
  /// The machine of each rank.
  package let hosts: [String]

  private let thread: CommunicationThread
  private let leaving = LeavingFlag()

  /// Starts the thread for messages and meets the other ranks.
  ///
  /// - Parameters:
  ///   - patience: how long a silent rank is waited for
  ///   - host: the name of this machine
  ///   - connect: makes the messages, on the new thread
  /// - Throws: what `connect` throws; `CollectivesError`
  package convenience init(
    patience: Patience = Patience(), host: String = hostName,
    connect: @escaping @Sendable () throws -> any PointToPoint
  ) throws {
    try self.init(patience: patience, host: host, pieceFloats: PieceSlots.usualFloats, connect: connect)
  }

  init(
    patience: Patience = Patience(), host: String, pieceFloats: Int,
    connect: @escaping @Sendable () throws -> any PointToPoint
  ) throws {
    let leaving = leaving
    thread = try CommunicationThread(
      connect: {
        let messages = try connect()
        do {
          return try Peers(messages, patience: patience, leaving: leaving, host: host, pieceFloats: pieceFloats)
        } catch let error as CollectivesError where error == .size(messages.size) {
          // Every rank finds the same.
          try messages.leave()
          throw error
        }
      }, failed: Self.tell)
    (rank, size, hosts) = try Self.run(on: thread) { ($0.rank, $0.size, $0.hosts) }
  }

  /// Runs an operation with the other ranks, and waits for it and all that were begun before.
  ///
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  package func call<Value>(_ operation: @escaping (Peers) throws -> Value) throws -> Value {
    try Self.run(on: thread, operation)
  }

  /// Begins to replace each element of a range by its sum over the ranks, along the tree ((r0 + r1) + (r2 + r3)) + ….
  /// Returns at once; ranges are taken in the order in which they were begun.
  ///
  /// - Parameters:
  ///   - buffer: as long on every rank; nobody else touches the range until ``finish()`` returns
  ///   - range: the same on every rank; may be empty
  ///   - wire: how floats travel, the same on every rank
  package func beginSum(of buffer: UnsafeMutablePointer<Float>, _ range: Range<Int>, as wire: WireFormat = .fp32) {
    guard size > 1, !range.isEmpty else { return }
    _ = thread.submit { try $0.sum(buffer, range, as: wire) }
  }

  /// Waits for everything that was begun.
  ///
  /// - Throws: the first error; the ranges hold anything then
  package func finish() throws { try thread.wait() }

  /// Ends the group well: every rank comes here.
  ///
  /// When all have said so, the network is given a few seconds to end: MPICH 4.0.2 over UCX and TCP waits in
  /// `MPI_Finalize` for connections at which the other side does not look any more.
  ///
  /// - Returns: whether the network has ended; otherwise a thread still waits for it, and the process had better end at
  ///   once
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  @discardableResult
  package func leave() throws -> Bool {
    try finish()
    try call { try $0.sayFarewell() }
    return try thread.end(atMost: .seconds(5)) { try $0.messages.leave() }
  }

  /// Ends the group because of an error, once this process has said what it has to say: it may not come back.
  ///
  /// The rank whose error it is tells the others, gives them a moment for their own words, and ends what is left: so the
  /// launcher ends with its code. The others wait for that, and come back where nothing ends them.
  ///
  /// - Parameters:
  ///   - words: what the others shall say of this rank, after "rank 3 has ended:"
  ///   - code: the exit code for all processes
  package func abandon(_ words: String, code: Int32) {
    leaving.raise()
    let failure = Result { try finish() }
    try? thread.end { peers in
      switch failure {
      case .failure(CollectivesError.ended):
        peers.linger(Self.moment * 4)
        return
      case .success, .failure(CollectivesError.leaving):
        Failure.announce(about: peers.rank, words: words, over: peers.messages)
      case .failure: break
      }
      peers.linger(Self.moment)
      peers.messages.abort(code: code)
    }
  }

  /// In which a rank says why it ends.
  private static let moment = Duration.milliseconds(500)

  /// What is done after the first error: who found it tells the others.
  @Sendable private static func tell(_ peers: Peers, _ error: any Error) {
    switch error as? CollectivesError {
    case .ended, .leaving: break
    case .silent(let rank, let seconds):
      let words = "it gave no sign of life for \(Units.duration(seconds))"
      Failure.announce(about: rank.number, words: words, over: peers.messages)
    default: Failure.announce(about: peers.rank, words: Message(of: error).description, over: peers.messages)
    }
  }

  private static func run<Value>(
    on thread: CommunicationThread, _ operation: @escaping (Peers) throws -> Value
  ) throws -> Value {
    var value: Value?
    try thread.wait(for: thread.submit { value = try operation($0) })
    guard let value else { preconditionFailure("a job that did not fail has a value") }
    return value
  }
}
