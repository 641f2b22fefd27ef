import Platform

/// What a thread does between two questions whether something is done: it gives its processor away, then sleeps, longer
/// and longer. Ranks share processors, and one that spins would keep another from sending what is waited for.
struct Pause {
  private var questions = 0
  private var slept = 0.0

  /// Questions before the first sleep.
  private static let yields = 64
  /// Messages that are under way come within so many seconds; a rank that computes takes longer.
  private static let soon = 0.02

  /// Waits a little.
  mutating func rest() {
    questions += 1
    guard questions > Self.yields else {
      sched_yield()
      return
    }
    let seconds = slept < Self.soon ? 0.000_05 : min(0.002, slept / 20)
    slept += seconds
    usleep(UInt32(seconds * 1e6))
  }
}
