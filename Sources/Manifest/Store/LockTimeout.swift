import Parallel
import Platform

/// Waiting for other processes: a while, and not a moment longer once a person has asked to stop.
enum LockTimeout {
  /// How many seconds a process waits for others before it gives up.
  static let seconds = 60

  /// Asked before every pause.
  static let isInterrupted = Locked<@Sendable () -> Bool>({ false })

  /// Pauses for some milliseconds: not longer for who has waited longer, so that all have the same chance, and not the
  /// same time for all.
  /// - Parameters:
  ///   - begin: When the waiting began.
  ///   - tries: How often it was tried already.
  /// - Returns: Whether to try once more; false when time is up or somebody asked to stop.
  static func tryAgain(since begin: ContinuousClock.Instant, tries: Int) -> Bool {
    // Called outside the lock: what it asks may take locks of its own.
    guard !isInterrupted.withLock({ $0 })(), ContinuousClock.now - begin < .seconds(seconds) else { return false }
    usleep(tries < 3 ? 1000 << UInt32(tries) : UInt32.random(in: 4_000...12_000))
    return true
  }
}

extension ManifestStore {
  /// Asked while a process waits for others that keep the manifest locked: whether to give up at once, with
  /// `ManifestError` with `.busy`. For the whole process; false until it is set.
  package static var isInterrupted: @Sendable () -> Bool {
    get { LockTimeout.isInterrupted.withLock { $0 } }
    set { LockTimeout.isInterrupted.withLock { $0 = newValue } }
  }
}
