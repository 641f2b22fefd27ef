import Parallel
import Platform

/// Waiting for other processes: a while, and not a moment longer once a person has asked to stop.
enum LockTimeout {
  /// How many seconds a process waits for others before it gives up.
  static let seconds = 60

  /// Asked before every pause.
  static let reasonsToGiveUp = Locked<[@Sendable () -> Bool]>([])

  /// Pauses for some milliseconds: not longer for who has waited longer, so that all have the same chance, and not the
  /// same time for all.
  /// - Parameters:
  ///   - begin: When the waiting began.
  ///   - tries: How often it was tried already.
  /// - Returns: Whether to try once more; false when time is up or somebody asked to stop.
  static func tryAgain(since begin: ContinuousClock.Instant, tries: Int) -> Bool {
    // Called outside the lock: what they ask may take locks of its own.
    guard !reasonsToGiveUp.withLock({ $0 }).contains(where: { $0() }) else { return false }
    guard ContinuousClock.now - begin < .seconds(seconds) else { return false }
    usleep(tries < 3 ? 1000 << UInt32(tries) : UInt32.random(in: 4_000...12_000))
    return true
  }
}

extension ManifestStore {
  /// Has every thread that waits for others, while they keep the manifest locked, ask whether to give up at once, with
  /// `ManifestError` with `.busy`.
  /// - Parameter isReason: Asked before every pause, by all threads of the process, from now on.
  package static func giveUpWaiting(when isReason: @escaping @Sendable () -> Bool) {
    LockTimeout.reasonsToGiveUp.withLock { $0.append(isReason) }
  }
}
