import Messages
import Formats

/// The table of runs: what tells them apart, and what came of it.
struct ResultsTable {
  private let report: Report
  private let comparison: SettingsComparison

  init(_ report: Report) {
    self.report = report
    comparison = SettingsComparison(report.runs.map(\.settings))
  }

  /// The section with the table and, folded, the settings that all runs share.
  var html: String {
    """
    <section id="results" aria-labelledby="results-title">
    <h2 id="results-title">Results</h2>
    <div class="scroll\(columns.count >= Self.wide ? " wide" : "")"><table>
    <thead><tr>\(head)</tr></thead>
    <tbody>
    \(report.runs.indices.map(row).joined(separator: "\n"))
    </tbody></table></div>
    \(common)
    </section>
    """
  }

  /// Columns beside the run's name that no phone shows at once.
  private static let wide = 3

  /// One column: its head, whether it holds numbers, and a run's cell.
  struct Column {
    var head: String
    var isNumber = true
    var cell: (ReportedRun) -> (text: String, value: Double?)
  }

  /// Columns in which no run has anything are left out.
  private var columns: [Column] { columns(settings: nil) }

  private func isUseful(_ column: Column) -> Bool {
    report.runs.contains { !["–", ""].contains(column.cell($0).text) }
  }

  /// The columns of some settings, and of the results.
  func columns(settings: [String]?) -> [Column] {
    (settingColumns(settings ?? comparison.differing) + resultColumns).filter(isUseful)
  }

  private func settingColumns(_ names: [String]) -> [Column] {
    names.map { name in
      let isNumber = report.runs.allSatisfy { $0.settings[name]?.double != nil || $0.settings[name] == nil }
      return Column(head: name, isNumber: isNumber) { run in
        (NumberText.setting(name, run.settings[name]), run.settings[name]?.double)
      }
    }
  }

  private var resultColumns: [Column] {
    [
      Column(head: "training loss") { Self.loss($0.curves.lastLoss) },
      Column(head: "validation loss") { Self.loss($0.curves.lastValidation?.loss) },
      Column(head: "best") { run in
        hasOtherBest ? Self.loss(run.curves.bestValidation?.loss) : ("", nil)
      },
      Column(head: "at step") { run in
        hasOtherBest ? Self.count(run.curves.bestValidation?.step) : ("", nil)
      },
      Column(head: "evaluation loss") { Self.loss($0.evaluation["loss"]) },
      Column(head: "bits per byte") { Self.loss($0.evaluation["bits_per_byte"]) },
      Column(head: "steps") { Self.count($0.curves.step) },
      Column(head: "tokens") { run in (run.curves.tokens.map(NumberText.prefixed) ?? "–", run.curves.tokens) },
      Column(head: "time") { run in (run.curves.seconds.map(NumberText.duration) ?? "–", run.curves.seconds) },
      Column(head: "tokens/s") { run in
        (run.curves.tokensPerSecond.map(NumberText.rounded) ?? "–", run.curves.tokensPerSecond)
      },
      Column(head: "note", isNumber: false) { run in (run.notes.joined(separator: "; "), nil) },
    ]
  }

  /// Whether any run's best validation is not its last: otherwise there is nothing to add.
  private var hasOtherBest: Bool {
    report.runs.contains { $0.curves.bestValidation != $0.curves.lastValidation }
  }

  private static func loss(_ value: Double?) -> (String, Double?) {
    (value.map { $0 < 1e6 ? NumberText.fixed($0, 4) : NumberText.significant($0, 4) } ?? "–", value)
  }

  private static func count(_ value: Int?) -> (String, Double?) {
    (value.map(NumberText.grouped) ?? "–", value.map(Double.init))
  }

  private var head: String {
    "<th scope=\"col\" class=\"run\">run</th>"
      + columns.map { column in
        "<th scope=\"col\"\(column.isNumber ? " class=\"number\"" : "")>\(MarkupText.escaped(column.head))</th>"
      }.joined()
  }

  private func row(_ index: Int) -> String {
    let run = report.runs[index]
    let isBest = report.runs.count > 1 && report.best?.run == index
    let cells = columns.map { column in
      let (text, value) = column.cell(run)
      let sort = value.map { " data-value=\"\(NumberText.significant($0, 15))\"" } ?? ""
      return "<td\(column.isNumber ? " class=\"number\"" : "")\(sort)>\(MarkupText.escaped(text))</td>"
    }.joined()
    return
      "<tr\(isBest ? " class=\"best\"" : "")><th scope=\"row\" class=\"run\"><span class=\"chip b\(index)\"></span>"
      + "\(MarkupText.escaped(run.label))\(badge(run.state))</th>\(cells)</tr>"
  }

  private func badge(_ state: RunState) -> String {
    switch state {
    case .finished: ""
    case .diverged(let step): " <span class=\"badge bad\">diverged at step \(NumberText.grouped(step))</span>"
    case .unfinished: " <span class=\"badge\">unfinished</span>"
    case .running: " <span class=\"badge good\">in training</span>"
    }
  }

  private var common: String {
    guard !comparison.common.isEmpty else { return "" }
    let list = comparison.common.map { name, value in
      "<div><dt>\(MarkupText.escaped(name))</dt><dd>\(MarkupText.escaped(NumberText.setting(name, value)))</dd></div>"
    }.joined(separator: "\n")
    let summary =
      report.runs.count == 1
      ? "Settings" : "\(Units.counted(comparison.common.count, "setting")) that all runs have in common"
    return """
      <details\(report.runs.count == 1 ? " open" : "")><summary>\(summary)</summary>
      <dl class="settings">
      \(list)
      </dl></details>
      """
  }
}
