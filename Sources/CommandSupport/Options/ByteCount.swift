import ArgumentParser

/// An amount of memory as people type it: `80GB` (decimal), `16GiB` (binary), `1000000`.
package struct ByteCount: ExpressibleByArgument, Equatable, Sendable {
  /// The amount.
  package let bytes: Double

  private static let units: [String: Double] = [
    "": 1, "B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    "KIB": 1024, "MIB": 1_048_576, "GIB": 1_073_741_824, "TIB": 1_099_511_627_776,
  ]

  /// Reads an amount; nil for anything else.
  package init?(argument: String) {
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    let unit = argument.dropFirst(digits.count).drop { $0 == " " }.uppercased()
    guard let number = Double(digits), let factor = Self.units[unit], number > 0, number.isFinite else { return nil }
    bytes = number * factor
  }
}
