import ArgumentParser

/// The speed of a network as people write it: `100Mbit`, `1Gbit`, `2.5Gbit`, or bits in a second.
struct LinkSpeed: ExpressibleByArgument {
  let bytesPerSecond: Double

  private static let units = [("Gbit", 1e9), ("Mbit", 1e6), ("kbit", 1e3), ("bit", 1)]

  /// - Returns: nil for anything else than a finite speed above 0
  init?(argument: String) {
    let lower = argument.lowercased()
    let unit = Self.units.first { lower.hasSuffix($0.0.lowercased()) } ?? ("", 1)
    guard let number = Double(argument.dropLast(unit.0.count)), number > 0, (number * unit.1).isFinite else {
      return nil
    }
    bytesPerSecond = number * unit.1 / 8
  }
}
