/// A report as one HTML file: no network, no framework, nothing to install.
///
/// Without scripts it shows the figures and tables as they are; with them the curves can be zoomed, smoothed, hidden
/// and read off. The page allows itself only its own style and script, by their digests, and nothing from elsewhere.
/// The bytes are a function of the values alone.
package struct ReportPage {
  private let report: Report

  /// A page of a report.
  package init(_ report: Report) {
    self.report = report
  }

  /// The file's text.
  package var html: String {
    let title = MarkupText.escaped(report.title)
    let style = PageAssets.style(runs: report.runs.count)
    let script = PageAssets.script
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; \
      style-src '\(PageAssets.digest(of: style))'; script-src '\(PageAssets.digest(of: script))'">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      \(refresh)<style>\(style)</style>
      </head>
      <body\(report.refreshSeconds.map { " data-refresh=\"\($0)\"" } ?? "")>
      <header>
      <div><h1>\(title)</h1>
      <p class="lead">\(ReportLead(report).html)</p>\(notice)</div>
      <button type="button" id="theme" class="quiet" hidden>dark</button>
      </header>
      <main>
      \(curves)
      \(ResultsTable(report).html)
      \(RunSections(report).html)
      </main>
      <footer><p>Written by Letterpress from the records of \
      \(report.runs.count == 1 ? "the run" : "the runs") (metrics.jsonl). Losses are in nats per token.</p></footer>
      <script type="application/json" id="data">\(PageData(report).json)</script>
      <script>\(script)</script>
      </body>
      </html>

      """
  }

  /// Readers without scripts get a page that reloads itself; the script is more considerate.
  private var refresh: String {
    guard let seconds = report.refreshSeconds else { return "" }
    return "<noscript><meta http-equiv=\"refresh\" content=\"\(seconds)\"></noscript>\n"
  }

  /// How far a training has come that is at work.
  private var notice: String {
    guard report.refreshSeconds != nil, let run = report.runs.first(where: { $0.state == .running }) else { return "" }
    let steps = run.steps.map { " of \(NumberText.grouped($0))" } ?? ""
    let spent = run.curves.seconds.map { ", \(NumberText.duration($0)) so far" } ?? ""
    let written = report.writtenAt.map { " · page written \(MarkupText.escaped($0))" } ?? ""
    return "\n<p class=\"live\">in training: step \(NumberText.grouped(run.curves.step))\(steps)\(spent)\(written)</p>"
  }

  private var curves: String {
    let figures = [LossFigure.Horizontal.steps, .seconds].map { LossFigure(report, over: $0) }.filter { !$0.isEmpty }
    guard !figures.isEmpty else { return "" }
    let drawn = figures.map { "<figure>\($0.svg)</figure>" }.joined(separator: "\n")
    return """
      <section id="curves" aria-labelledby="curves-title">
      <h2 id="curves-title">Learning curves</h2>
      <div id="plots" hidden></div>
      <div id="static">\(drawn)</div>
      </section>
      """
  }
}
