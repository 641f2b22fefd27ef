/// Numbers in order, for their mean and quantiles.
package struct Distribution: Sendable, Equatable {
  private let sorted: [Double]
  /// Their mean.
  package let mean: Double

  /// The distribution of some numbers; nil if there are none.
  package init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    mean = values.reduce(0, +) / Double(values.count)
    sorted = values.sorted()
  }

  /// The value below which a share of the numbers lies, between two of them in proportion: 0.5 gives the median.
  package func quantile(_ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = max(0, min(Int(place), sorted.count - 1))
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
