import Platform

/// Looks again and again until a time is up, with pauses that grow: at first a thousandth of a second, at last a tenth.
struct Polling {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let timeout: Duration
  private var length = Duration.milliseconds(1)

  /// - Parameter timeout: From now on.
  init(timeout: Duration) {
    start = clock.now
    self.timeout = timeout
  }

  /// What is left of the time; zero when it is up.
  var left: Duration { max(.zero, timeout - (clock.now - start)) }

  /// Waits until it is worthwhile to look again.
  /// - Returns: Whether there is time for another look.
  mutating func pause() -> Bool {
    let left = self.left
    guard left > .zero else { return false }
    // At the end of the time there is one look more.
    Self.sleep(min(length, left))
    length = min(length * 1.5, .milliseconds(100))
    return true
  }

  /// Sleeps so long, a microsecond at least.
  static func sleep(_ time: Duration) {
    let parts = time.components
    usleep(UInt32(clamping: parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000) + 1)
  }
}
