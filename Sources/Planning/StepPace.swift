/// How long a step takes, measured.
package enum StepPace {
  /// Takes steps for their time: first some that do not count, because they allocate and fill caches; then enough that one
  /// that was disturbed does not decide.
  ///
  /// - Parameters:
  ///   - warmUp: calls of `take` that do not count
  ///   - fewest: steps that count, at least
  ///   - seconds: that these take, at least
  ///   - clock: the time in seconds
  ///   - take: takes one step or some at once, and says how many; nil stops
  /// - Returns: seconds of a step, the mean; nil if `take` stopped
  /// - Throws: what `take` throws
  package static func measure(
    warmUp: Int, fewest: Int, seconds: Double, clock: () -> Double, take: () throws -> Int?
  ) rethrows -> Double? {
    for _ in 0..<warmUp where try take() == nil { return nil }
    let start = clock()
    var (steps, passed) = (0, 0.0)
    while steps < fewest || passed < seconds {
      guard let taken = try take() else { return nil }
      steps += taken
      passed = clock() - start
    }
    return passed / Double(max(1, steps))
  }
}
