import Formats

/// Runs beside each other as plain cells: what tells them apart, what came of them, and what became of those that did
/// not come to their end.
package struct ComparisonTable {
  /// A column's head, and whether it holds numbers.
  package let heads: [(name: String, isNumber: Bool)]
  /// A row for each run, in the order of the report.
  package let rows: [[String]]

  /// The table. `settings` names the settings to show; nil shows those that differ.
  package init(_ report: Report, settings: [String]? = nil) {
    let columns = ResultsTable(report).columns(settings: settings)
    let fates = report.runs.map(Self.fate)
    let showsFates = fates.contains { !$0.isEmpty }
    heads =
      [(name: "run", isNumber: false)] + columns.map { (name: $0.head, isNumber: $0.isNumber) }
      + (showsFates ? [(name: "remark", isNumber: false)] : [])
    rows = report.runs.indices.map { index in
      let run = report.runs[index]
      let cells = columns.map { column in
        run.hasDiverged && Self.losses.contains(column.head) ? "–" : column.cell(run).text
      }
      return [run.label] + cells + (showsFates ? [fates[index]] : [])
    }
  }

  /// Columns that compare what runs came to, which a diverged run did not.
  private static let losses: Set = ["training loss", "validation loss", "evaluation loss", "best", "at step"]

  private static func fate(_ run: ReportedRun) -> String {
    switch run.state {
    case .diverged(let step): return "diverged at step \(NumberText.grouped(step))"
    case .unfinished: return "unfinished"
    case .running: return "in training"
    case .finished:
      guard let first = run.curves.firstLoss, let last = run.curves.lastLoss, last > first else { return "" }
      return "worse than at its start"
    }
  }
}

extension ReportedRun {
  /// Whether the loss was no longer finite.
  package var hasDiverged: Bool {
    if case .diverged = state { true } else { false }
  }
}
