/// Which process a run is, precisely enough to tell later whether it still lives.
package struct ProcessIdentity: Sendable, Equatable {
  /// The machine's name.
  package var host: String
  /// The machine's current boot; another value means every process of then is gone.
  package var boot: String
  /// Where `pid` counts: a container has numbers of its own. Empty where the system does not say, and in records of
  /// versions that did not ask.
  package var namespace: String
  /// The process id.
  package var pid: Int
  /// When the process started, in the system's own units; tells a reused pid from the same process.
  package var started: String

  /// Creates an identity.
  package init(host: String, boot: String, namespace: String = "", pid: Int, started: String) {
    self.host = host
    self.boot = boot
    self.namespace = namespace
    self.pid = pid
    self.started = started
  }

  /// This process.
  package static var current: ProcessIdentity {
    let pid = ProcessTable.currentPID
    var started = ""
    if case .running(let start) = ProcessTable.state(of: pid) { started = start }
    return ProcessIdentity(
      host: ProcessTable.host, boot: ProcessTable.boot, namespace: ProcessTable.namespace, pid: pid, started: started)
  }

  /// Whether a process of this host may have the id: true also where that cannot be seen.
  package static func isRunning(pid: Int) -> Bool { ProcessTable.state(of: pid) != .gone }

  /// Whether the process still lives; nil where nothing can be known and so nothing is guessed: on another host, in
  /// another container, and where the system does not show its processes.
  package var isAlive: Bool? {
    guard host == ProcessTable.host else { return nil }
    guard namespace.isEmpty || namespace == ProcessTable.namespace else { return nil }
    guard !boot.isEmpty, !ProcessTable.boot.isEmpty else { return nil }
    guard boot == ProcessTable.boot else { return false }
    switch ProcessTable.state(of: pid) {
    case .gone: return false
    case .hidden: return nil
    case .running(let start): return started.isEmpty ? nil : start == started
    }
  }
}
