/// The curves as JSON for the page's script: columns of numbers in five significant digits.
struct PageData {
  private let report: Report

  /// Rows of all runs together: a page of thirty runs stays well below two megabytes.
  static let rowBudget = 16_000

  init(_ report: Report) {
    self.report = report
  }

  /// Rows of one run's curve.
  private var rows: Int { max(40, min(1000, Self.rowBudget / max(1, report.runs.count))) }

  /// The JSON, safe inside a `<script>` element.
  var json: String {
    "{\"runs\":[\n" + report.runs.map(run).joined(separator: ",\n") + "]}"
  }

  private func run(_ run: ReportedRun) -> String {
    var members = ["\"label\":\(MarkupText.scriptString(run.label))", "\"state\":\"\(run.state.word)\""]
    members.append("\"train\":" + training(run.curves.training.rows(limit: rows)))
    members.append("\"valid\":" + columns(run.curves.validation.rows(limit: rows)))
    return "{" + members.joined(separator: ",") + "}"
  }

  private func training(_ rows: [CurveRow]) -> String {
    var more: [(String, [Double?])] = [
      ("lr", rows.map(\.point.learningRate)), ("norm", rows.map(\.point.gradientNorm)),
      ("speed", rows.map(\.point.tokensPerSecond)),
    ]
    if rows.contains(where: { $0.records > 1 }) {
      more += [("low", rows.map(\.lowest)), ("high", rows.map(\.highest))]
    }
    return columns(rows, more)
  }

  private func columns(_ rows: [CurveRow], _ more: [(String, [Double?])] = []) -> String {
    let all: [(String, [Double?])] =
      [
        ("steps", rows.map { Double($0.point.step) }), ("seconds", rows.map(\.point.seconds)),
        ("tokens", rows.map(\.point.tokens)), ("loss", rows.map(\.point.loss)),
      ] + more
    return "{"
      + all.map { name, values in
        let digits = name == "steps" || name == "tokens" ? 15 : name == "seconds" || name == "loss" ? 6 : 4
        let texts = values.map { value in value.map { NumberText.significant($0, digits) } ?? "null" }
        return "\"\(name)\":[\(texts.joined(separator: ","))]"
      }.joined(separator: ",") + "}"
  }
}

extension RunState {
  /// In one word, as tables and scripts use it.
  package var word: String {
    switch self {
    case .finished: "finished"
    case .diverged: "diverged"
    case .unfinished: "unfinished"
    case .running: "running"
    }
  }
}
