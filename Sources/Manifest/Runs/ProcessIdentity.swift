/// Which process a run is, precisely enough to tell later whether it still lives.
package struct ProcessIdentity: Sendable, Equatable {
  /// The machine's name.
  package var host: String
  /// The machine's current boot; another value means every process of then is gone.
  package var boot: String
  /// The process id.
  package var pid: Int
  /// When the process started, in the system's own units; tells a reused pid from the same process.
  package var started: String

  /// Creates an identity.
  package init(host: String, boot: String, pid: Int, started: String) {
    self.host = host
    self.boot = boot
    self.pid = pid
    self.started = started
  }

  /// This process.
  package static var current: ProcessIdentity {
    let pid = ProcessTable.currentPID
    return ProcessIdentity(
      host: ProcessTable.host, boot: ProcessTable.boot, pid: pid, started: ProcessTable.startTime(of: pid) ?? "")
  }

  /// Whether any process of this host has the id.
  package static func isRunning(pid: Int) -> Bool { ProcessTable.startTime(of: pid) != nil }

  /// Whether the process still lives; nil for another host, of which nothing is guessed.
  package var isAlive: Bool? {
    guard host == ProcessTable.host else { return nil }
    guard boot == ProcessTable.boot else { return false }
    guard let started = ProcessTable.startTime(of: pid) else { return false }
    return started == self.started
  }
}
