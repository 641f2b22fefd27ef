import Formats
import Manifest
import Parallel
import Platform

// The handler may only touch these: plain memory and a pipe, both safe inside a signal handler.
nonisolated(unsafe) private let flag: UnsafeMutablePointer<Int32> = {
  let pointer = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
  pointer.initialize(to: 0)
  return pointer
}()
nonisolated(unsafe) private let pipeEnds: UnsafeMutablePointer<Int32> = {
  let ends = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
  ends.initialize(repeating: -1, count: 2)
  return ends
}()

/// The signal handler: the first signal is noted and the watcher woken, the second ends the process.
private func noteSignal(_ number: Int32) {
  if flag.pointee != 0 { _exit(number == SIGTERM ? 143 : 130) }
  flag.pointee = number
  let saved = errno
  var byte: UInt8 = 1
  _ = write(pipeEnds[1], &byte, 1)
  errno = saved
}

/// The wish of a person or a batch system that the tool stop: INT, TERM, HUP or USR1.
///
/// The first signal is a request; the second of them ends the process at once. `Stage.run` installs this, so a tool
/// only asks `requested` between two units of work (or calls `check()`).
package enum Interruption {
  /// Starts to listen. Calling it again changes nothing.
  package static func install() {
    acceptSignals()
    _ = installed
  }

  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGUSR1]

  /// Lets the signals through to this thread and those that it starts: a program that was started from a
  /// thread that blocks them (a job runner's worker) inherits the block.
  static func acceptSignals() {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Whether a signal asked the tool to stop.
  package static var requested: Bool { flag.pointee != 0 }

  /// The exit code that tells of the signal that came first.
  package static var exitCode: ToolExitCode { flag.pointee == SIGTERM ? .terminated : .interrupted }

  /// The name of the signal that came first: `INT`, `TERM`, `HUP` or `USR1`.
  package static var signalName: String? {
    switch flag.pointee {
    case 0: nil
    case SIGINT: "INT"
    case SIGTERM: "TERM"
    case SIGHUP: "HUP"
    default: "USR1"
    }
  }

  /// Throws `ToolFailure.interrupted` when a signal asked the tool to stop.
  package static func check() throws {
    if let signalName { throw ToolFailure.interrupted("stopped by signal \(signalName)") }
  }

  /// The error with which a body that has saved its state ends: `failure("stopped at step 120; continue with --resume")`.
  package static func failure(_ message: String) -> ToolFailure { .interrupted(message) }

  /// Calls `body` on a thread of its own when the first signal arrives (at once if it already has).
  package static func whenRequested(_ body: @escaping @Sendable () -> Void) {
    let alreadyRequested = listeners.withLock { listeners in
      listeners.append(body)
      return requested
    }
    if alreadyRequested { wakeListeners() }
  }

  private static let listeners = Locked<[@Sendable () -> Void]>([])

  private static let installed: Bool = {
    _ = flag
    // Nobody waits a minute for a database once the tool is to stop.
    ManifestStore.giveUpWaiting { requested }
    guard pipe(pipeEnds) == 0 else { return false }
    for end in 0..<2 { _ = fcntl(pipeEnds[end], F_SETFD, FD_CLOEXEC) }
    startWatcher()
    for signal in signals where !isIgnored(signal) { handleSignal(signal, noteSignal) }
    return true
  }()

  /// Whether whoever started this process wants it to outlive the end of the terminal, as nohup does.
  private static func isIgnored(_ number: Int32) -> Bool {
    guard number == SIGHUP else { return false }
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func startWatcher() {
    _ = BackgroundThread.start {
      var byte: UInt8 = 0
      while read(pipeEnds[0], &byte, 1) != 0 {
        if requested { runListeners() }
      }
    }
  }

  private static func wakeListeners() {
    var byte: UInt8 = 1
    _ = write(pipeEnds[1], &byte, 1)
  }

  private static func runListeners() {
    let waiting = listeners.withLock { listeners in
      defer { listeners = [] }
      return listeners
    }
    for body in waiting { body() }
  }
}
