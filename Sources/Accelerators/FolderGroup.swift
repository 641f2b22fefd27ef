import Formats
import Messages
import PJRT
import Platform

/// Processes that train one model together, as one of them, over a folder that all see.
///
/// Process 0 decides, the others hear it. All of them look whether the others are alive (``ProcessWatch``): a process that
/// waits for a lost one inside a plugin would wait without end.
package final class FolderGroup {
  package let rank: Int
  package let size: Int
  /// The machine of each.
  package let hosts: [String]
  /// What the group has in common, for a plugin too.
  package let store: KeyValueFolder
  private let watch: ProcessWatch
  /// Where the processes met: process 0 removes it at the end.
  private let folder: String
  private var words = 0

  /// Meets the other processes.
  ///
  /// - Parameters:
  ///   - folder: of all processes and of no other job; made if it is not there, removed at the end
  ///   - job: the launcher's name for all of them, where it has one
  ///   - process: which one this is, from 0
  ///   - count: how many there are
  ///   - times: how long to wait
  ///   - lost: is called on another thread when a process has failed or fallen silent, and ends this one
  /// - Throws: `RendezvousError`; `KeyValueError` and `FormatError` about the folder
  package init(
    in folder: String, job: String?, process: Int, of count: Int, times: ProcessWatch.Times = .usual,
    lost: @escaping @Sendable (ProcessLoss) -> Void
  ) throws {
    (rank, size, self.folder) = (process, count, folder)
    store = try Rendezvous(in: folder, job: job, process: process, of: count).meet(timeout: times.meeting)
    hosts = try Self.hosts(in: store, process, of: count, timeout: times.meeting)
    watch = ProcessWatch(store, process: process, of: count, times: times, lost: lost)
    watch.start()
  }

  private static func hosts(
    in store: KeyValueFolder, _ process: Int, of count: Int, timeout: Duration
  ) throws(KeyValueError) -> [String] {
    func key(_ process: Int) -> [UInt8] { Array("host \(process)".utf8) }
    try store.put(key(process), Array(hostName.utf8))
    var hosts: [String] = []
    for other in 0..<count {
      hosts.append(String(decoding: try store.get(key(other), timeout: timeout), as: UTF8.self))
    }
    return hosts
  }

  /// What a plugin is told of the group, beside its store.
  var clientOptions: [String: PluginValue] {
    ["node_id": .int64(Int64(rank)), "num_nodes": .int64(Int64(size))]
  }

  /// Process 0's words, for the others.
  ///
  /// - Throws: `KeyValueError`
  package func tell(_ bytes: [UInt8]) throws {
    words += 1
    try store.put(key(words), bytes)
  }

  /// The next words of process 0; waits for them as long as it is alive.
  ///
  /// - Throws: `KeyValueError`
  package func hear() throws -> [UInt8] {
    words += 1
    return try store.get(key(words), timeout: .seconds(366 * 24 * 3600))
  }

  /// Leaves the group: from now on nobody minds that this process is gone. Process 0 waits a while for the others, and
  /// removes what they had in common.
  ///
  /// - Parameter code: what the process will end with; anything but 0 ends the others
  package func leave(code: Int32) {
    watch.leave(code: code)
    guard rank == 0, watch.awaitOthers() else { return }
    Rendezvous.removeTraces(in: folder)
  }

  private func key(_ number: Int) -> [UInt8] { Array("words \(number)".utf8) }
}

/// Why a process of a group goes on no longer.
package enum ProcessLoss: Equatable, Sendable {
  /// It has left with this exit code.
  case failed(process: Int, code: Int32)
  /// It has not been heard of for so long.
  case silent(process: Int, after: Duration)

  /// A line for people.
  package var line: String {
    switch self {
    case .failed(let process, let code):
      "process \(process) has ended with \(code) (expected it to train on); see its message, then run the same command "
        + "again"
    case .silent(let process, let after):
      "nothing from process \(process) for \(Units.duration(after.seconds)) (expected a sign of life); it may have been "
        + "killed, or its host is gone; run the same command again"
    }
  }
}
