import Messages

/// What a progress line counts.
package enum ProgressUnit: Sendable, Equatable {
  /// Bytes, shown with decimal prefixes: `11.2 MB`.
  case bytes
  /// Anything else, by its plural name: `.items("tokens")`, `.items("steps")`, `.items("merges")`.
  case items(String)

  /// An amount with its unit: `11.2 MB`, `1,510 tokens`.
  func amount(_ count: Int) -> String {
    switch self {
    case .bytes: Units.bytes(count)
    case .items(let name): "\(Units.count(count)) \(name)"
    }
  }

  /// An amount without the unit's name, for the first half of `12 of 40 steps`.
  func bareAmount(_ count: Int) -> String {
    switch self {
    case .bytes: Units.bytes(count)
    case .items: Units.count(count)
    }
  }
}

extension Units {
  /// Returns a rate such as `98.1 MB/s` or `1,510 tokens/s`; an unknown or infinite rate is `–`.
  package static func rate(_ perSecond: Double, unit: ProgressUnit) -> String {
    guard perSecond.isFinite, perSecond >= 0, perSecond < 9e18 else { return "–" }
    switch unit {
    case .bytes: return "\(bytes(Int(perSecond)))/s"
    case .items(let name):
      return perSecond < 10 ? "\(fixed(perSecond, decimals: 2)) \(name)/s" : "\(count(Int(perSecond))) \(name)/s"
    }
  }
}
