/// The network between machines, as far as an exchange of gradients feels it.
package struct NetworkLink: Sendable, Equatable {
  /// Bytes in a second, in each direction at the same time.
  package var bytesPerSecond: Double
  /// Seconds until the first byte of a message arrives.
  package var latency: Double
  /// Bytes in a second that a machine adds or copies on the way, whatever the network.
  package var handlingRate: Double

  package init(bytesPerSecond: Double, latency: Double, handlingRate: Double) {
    (self.bytesPerSecond, self.latency, self.handlingRate) = (bytesPerSecond, latency, handlingRate)
  }

  /// Seconds in which all ranks have the sum of a range: recursive halving and doubling, which move all but 1/N of it
  /// twice, in 2 log2 N rounds.
  ///
  /// - Parameters:
  ///   - bytes: of the range
  ///   - ranks: a power of two
  /// - Returns: seconds, 0 for one rank
  package func sumSeconds(bytes: Double, ranks: Int) -> Double {
    var (seconds, piece, distance) = (0.0, bytes, 1)
    while distance < ranks {
      piece /= 2
      // Sums are added, and then copied back.
      seconds += 2 * (latency + piece / bytesPerSecond) + piece / handlingRate
      distance *= 2
    }
    return seconds
  }
}
