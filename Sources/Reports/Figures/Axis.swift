import Platform

/// One axis of a figure: which values it shows, and where.
struct Axis: Equatable {
  /// The least and the greatest value.
  var low: Double
  var high: Double
  /// The coordinates of these.
  var start: Double
  var end: Double

  /// An axis; a domain without width becomes one around its value.
  init(low: Double, high: Double, start: Double, end: Double) {
    if high > low {
      (self.low, self.high) = (low, high)
    } else {
      let margin = low == 0 ? 1 : max(abs(low) * 0.05, .leastNormalMagnitude)
      (self.low, self.high) = (low - margin, low + margin)
    }
    self.start = start
    self.end = end
  }

  /// Where a value lies.
  func position(_ value: Double) -> Double { start + (value - low) / (high - low) * (end - start) }
}

/// A mark on an axis.
struct Tick: Equatable {
  var value: Double
  var text: String
}

extension Axis {
  /// Marks at round numbers (1, 2 or 5 times a power of ten), about `count` of them, in as many decimals as it takes
  /// to tell them apart.
  func ticks(count: Int) -> [Tick] {
    let step = Self.roundStep((high - low) / Double(max(1, count)))
    guard step > 0 else { return [] }
    let decimals = max(0, min(6, -Int(floor(log10(step) + 1e-9))))
    return multiples(of: step).map { value in
      Tick(value: value, text: step >= 1 ? NumberText.prefixed(value) : NumberText.fixed(value, decimals))
    }
  }

  /// Marks at round times; the domain is in seconds.
  func timeTicks(count: Int) -> [Tick] {
    let wanted = (high - low) / Double(max(1, count))
    let steps: [Double] = [
      60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000,
    ]
    let step = wanted <= 30 ? Self.roundStep(wanted) : steps.first { $0 >= wanted } ?? Self.roundStep(wanted)
    let (unit, name) = step < 60 ? (1.0, "s") : step < 3600 ? (60, "min") : step < 86_400 ? (3600, "h") : (86_400, "d")
    return multiples(of: step).map { value in
      Tick(value: value, text: NumberText.significant(value / unit, 6) + " " + name)
    }
  }

  private func multiples(of step: Double) -> [Double] {
    // Of values so close together that a double cannot tell their multiples apart there are none to show.
    guard max(abs(low / step), abs(high / step)) < 1e15 else { return [] }
    let first = Int((low / step - 1e-9).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    return first <= last ? (first...min(last, first + 100)).map { Double($0) * step } : []
  }

  /// The round number at or above a positive one.
  private static func roundStep(_ wanted: Double) -> Double {
    guard wanted > 0, wanted.isFinite else { return 1 }
    let unit = pow(10, floor(log10(wanted)))
    return ([1, 2, 5, 10].first { $0 * unit >= wanted * 0.999 } ?? 10) * unit
  }
}
