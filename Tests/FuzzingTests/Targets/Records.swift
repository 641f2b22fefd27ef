@testable import Formats
@testable import Manifest
@testable import Reports

extension FuzzTarget {
  /// A receipt tells the same when it is written again, and its times and ids can be worked with.
  static let receipt = FuzzTarget("receipt") { input, _ in
    let run = try Receipt.run(from: try JSONValue(parsing: input), path: "receipts/a.json")
    let json = Receipt.json(of: run)
    let again = try sure("written again") { try Receipt.run(from: json, path: "receipts/a.json") }
    try expect(Receipt.json(of: again).canonical == json.canonical, "another run when written again")
    _ = (run.clockShift, run.start.forPeople, run.start.month)
    for file in run.inputs + run.outputs {
      if let seen = file.seen { _ = (seen.isTrustworthy, seen.at.text) }
    }
    for pruned in run.pruned { _ = pruned.at.text }
  }

  /// Metrics, and the curves that they form.
  static let metrics = FuzzTarget("metrics") { input, bench in
    var curves = RunCurves()
    try MetricsReader.forEach(try bench.file("metrics.jsonl", input)) { record, _ in curves.add(record) }
    for curve in [curves.training, curves.validation] {
      try expect(curve.rows.allSatisfy { $0.lowest <= $0.highest && $0.lowest.isFinite }, "a curve without values")
      _ = curve.rows(limit: 3)
    }
    _ = (curves.tokensPerSecond, RunState(curves: curves, steps: 3))
  }

  /// Metrics as a report shows them; the first record stands for settings and results too.
  static let report = FuzzTarget("report") { input, bench in
    var curves = RunCurves()
    var first: JSONValue?
    try MetricsReader.forEach(try bench.file("report.jsonl", input)) { record, _ in
      curves.add(record)
      if first == nil { first = record }
    }
    var run = ReportedRun(label: "a", settings: first?.object ?? [:], curves: curves)
    for (name, value) in first?.object ?? [:] { run.evaluation[name] = value.double }
    if let text = first?["text"]?.string { run.samples = [ReportedSample(step: curves.step, prompt: text, text: text)] }
    let report = Report(runs: [run, ReportedRun(label: "b", settings: ["lr": 0.1], curves: RunCurves())])
    for horizontal in LossFigure.Horizontal.allCases {
      try checkMarkup(LossFigure(report, over: horizontal, isStandalone: true).svg)
    }
    try checkMarkup(ResultsTable(report).html + RunSections(report).html)
    _ = ComparisonTable(report)
  }

  /// Text from a file is text in a page, and numbers are numbers.
  private static func checkMarkup(_ text: String) throws {
    try expect(!text.contains("<fuzz"), "text became markup")
    try expect(
      !text.contains("=\"nan") && !text.contains("=\"inf") && !text.contains("=\"-inf"), "no number in a figure")
  }
}
