import Platform

/// How fast something can be done, on a machine whose neighbours come and go.
package enum BestRate {
  /// The highest rate of pieces of work that together take about `seconds`, after one for warming up.
  ///
  /// - Parameters:
  ///   - seconds: how long to measure
  ///   - work: does a piece, and returns how much that was
  /// - Returns: amount per second
  package static func of(seconds: Double, _ work: () -> Double) -> Double {
    let clock = ContinuousClock()
    var best = 0.0
    _ = work()
    let end = clock.now + .seconds(seconds)
    repeat {
      let start = clock.now
      let done = work()
      best = max(best, done / max(1e-9, (clock.now - start).seconds))
    } while clock.now < end
    return best
  }
}
