/// Learning curves as one SVG: training thin, validation thick, the runs named at the ends of their curves.
///
/// The bytes are a function of the values alone. Colours stand in attributes, for programs that know no style sheets,
/// and in classes `c0`, `c1`, …, for pages that switch between light and dark.
package struct LossFigure {
  /// What the horizontal axis counts.
  package enum Horizontal: String, Sendable, CaseIterable {
    case steps, seconds, tokens

    var title: String {
      switch self {
      case .steps: "steps"
      case .seconds: "time"
      case .tokens: "tokens"
      }
    }

    func value(_ point: CurvePoint) -> Double? {
      switch self {
      case .steps: Double(point.step)
      case .seconds: point.seconds
      case .tokens: point.tokens
      }
    }
  }

  let report: Report
  let horizontal: Horizontal
  /// Whether it stands in a file of its own, with its style inside.
  let isStandalone: Bool

  /// Width and height in units of the drawing.
  static let width = 880.0
  static let plotHeight = 372.0
  static let top = 40.0
  static let left = 52.0
  /// More runs than this get a legend below instead of labels at the ends.
  static let mostEndLabels = 12
  /// Points of one curve at most.
  static let rows = 400

  /// A figure of a report's runs.
  package init(_ report: Report, over horizontal: Horizontal = .steps, isStandalone: Bool = false) {
    self.report = report
    self.horizontal = horizontal
    self.isStandalone = isStandalone
  }

  /// Whether any run has a point to show.
  package var isEmpty: Bool {
    report.runs.allSatisfy { run in
      (run.curves.training.rows + run.curves.validation.rows).allSatisfy { horizontal.value($0.point) == nil }
    }
  }

  /// The figure, an element `<svg>`.
  package var svg: String {
    let layout = FigureLayout(self)
    let marks = FigureMarks(self, layout)
    let title = "Loss over \(horizontal.title), \(report.runs.count == 1 ? "one run" : "\(report.runs.count) runs")"
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(NumberText.coordinate(Self.width)) \
      \(NumberText.coordinate(layout.height))" class="figure" role="img" aria-label="\(MarkupText.escaped(title))" \
      font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif" font-size="12" \
      fill="#57606a">
      <title>\(MarkupText.escaped("\(report.title): \(title)"))</title>

      """
    if isStandalone { svg += style }
    svg += marks.axes + marks.curves + marks.names
    return svg + "</svg>\n"
  }

  /// The style of a file of its own: dark where the reader's system is.
  private var style: String {
    let dark = Palette.colours(count: report.runs.count).dark
    let runs = dark.enumerated().map { ".c\($0){stroke:\($1)}.f\($0){fill:\($1)}" }.joined()
    return """
      <style>@media (prefers-color-scheme: dark){.paper{fill:#15181c}.figure{fill:#a3adb8}.name{fill:#e6e9ed}\
      .halo{stroke:#15181c}.grid{stroke:#2b3138}.base{stroke:#59636e}\(runs)}</style>
      <rect class="paper" width="100%" height="100%" fill="#ffffff"/>

      """
  }
}
