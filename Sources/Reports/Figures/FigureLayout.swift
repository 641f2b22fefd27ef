/// Where the parts of a figure go: its axes, and what is left for names.
struct FigureLayout {
  let height: Double
  let x: Axis
  let y: Axis
  /// Whether runs are named at the ends of their curves.
  let hasEndLabels: Bool
  /// Columns of the legend below, where there is one.
  let legendColumns = 4
  /// Characters of a name that are shown.
  static let longestName = 24

  var bottom: Double { LossFigure.top + LossFigure.plotHeight }
  var right: Double { x.end }

  init(_ figure: LossFigure) {
    let runs = figure.report.runs
    hasEndLabels = runs.count <= LossFigure.mostEndLabels
    let longest = runs.map { min(Self.longestName, $0.label.count) }.max() ?? 0
    let margin = hasEndLabels ? 28 + 6.9 * Double(longest) : 20
    let (horizontals, losses) = Self.values(figure)
    let rows = hasEndLabels ? 0 : (runs.count + legendColumns - 1) / legendColumns
    height = LossFigure.top + LossFigure.plotHeight + 44 + 18 * Double(rows)
    x = Axis(
      low: min(0, horizontals.min() ?? 0), high: horizontals.max() ?? 1, start: LossFigure.left,
      end: LossFigure.width - margin)
    let (low, high) = Self.lossDomain(losses, first: runs.compactMap(\.curves.firstLoss))
    y = Axis(low: low, high: high, start: LossFigure.top + LossFigure.plotHeight, end: LossFigure.top)
  }

  /// Losses from the least to the greatest, with some air. A run that diverges would squeeze all others: nothing
  /// above what untrained models begin with is shown.
  static func lossDomain(_ losses: [Double], first: [Double]) -> (low: Double, high: Double) {
    guard let low = losses.min(), let high = losses.max() else { return (0, 1) }
    let sorted = first.sorted()
    let limit = sorted.isEmpty ? .infinity : 1.05 * sorted[(sorted.count - 1) / 2]
    let shown = low < limit ? min(high, limit) : high
    let air = 0.04 * (shown - low)
    return (low - air, shown + air)
  }

  private static func values(_ figure: LossFigure) -> (horizontal: [Double], loss: [Double]) {
    var (horizontal, losses): ([Double], [Double]) = ([], [])
    for run in figure.report.runs {
      for row in run.curves.training.rows(limit: LossFigure.rows) + run.curves.validation.rows(limit: LossFigure.rows) {
        guard let value = figure.horizontal.value(row.point) else { continue }
        horizontal.append(value)
        losses.append(row.point.loss)
      }
    }
    return (horizontal, losses)
  }
}
