import Messages

/// What a page says of each run by itself: texts that it wrote, and where it came from.
struct RunSections {
  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  /// The sections; empty where there is nothing to say.
  var html: String { [samples, lineage, origins].filter { !$0.isEmpty }.joined(separator: "\n") }

  private var samples: String {
    let blocks = report.runs.indices.filter { !report.runs[$0].samples.isEmpty }.map { index in
      let run = report.runs[index]
      return """
        <details\(report.runs.count <= 3 ? " open" : "")><summary>\(chip(index)) \
        <span class="muted">\(Units.counted(run.samples.count, "sample"))</span></summary>
        \(run.samples.map(sample).joined(separator: "\n"))
        </details>
        """
    }
    guard !blocks.isEmpty else { return "" }
    return """
      <section id="samples" aria-labelledby="samples-title">
      <h2 id="samples-title">Samples</h2>
      \(legend)\(blocks.joined(separator: "\n"))
      </section>
      """
  }

  /// What stands for characters that cannot be shown, if there are any: young models write many.
  private var legend: String {
    let texts = report.runs.flatMap(\.samples).flatMap { [$0.prompt, $0.text] }
    var lines: [String] = []
    if texts.contains(where: MarkupText.hasControls) {
      lines.append("<i class=\"control\">\\u{1B}</i> stands for the control character with that number in Unicode")
    }
    if texts.contains(where: { $0.unicodeScalars.contains("\u{FFFD}") }) {
      lines.append("� for bytes that are no character")
    }
    return lines.isEmpty ? "" : "<p class=\"muted\">In these texts \(lines.joined(separator: ", ")).</p>\n"
  }

  private func sample(_ sample: ReportedSample) -> String {
    """
    <figure class="sample"><figcaption>step \(NumberText.grouped(sample.step))</figcaption>
    <pre><b>\(MarkupText.markedBlock(sample.prompt))</b>\(MarkupText.markedBlock(sample.text))</pre></figure>
    """
  }

  private var lineage: String {
    guard !report.lineage.edges.isEmpty else { return "" }
    return """
      <section id="lineage" aria-labelledby="lineage-title">
      <h2 id="lineage-title">Lineage</h2>
      <figure class="lineage-frame">\(LineageFigure(report.lineage, runs: report.runs.count).svg)</figure>
      </section>
      """
  }

  private var origins: String {
    let blocks = report.runs.indices.filter { !report.runs[$0].facts.isEmpty }.map { index in
      """
      <details\(report.runs.count <= 1 ? " open" : "")><summary>\(chip(index))</summary>
      <dl class="origin">
      \(facts(report.runs[index].facts))
      </dl></details>
      """
    }
    guard !blocks.isEmpty else { return "" }
    return """
      <section id="origins" aria-labelledby="origins-title">
      <h2 id="origins-title">Where it came from</h2>
      \(blocks.joined(separator: "\n"))
      </section>
      """
  }

  /// A name is not repeated where several facts in a row have it.
  private func facts(_ facts: [ReportedFact]) -> String {
    facts.indices.map { index in
      fact(facts[index], isNamed: index == 0 || facts[index - 1].name != facts[index].name)
    }.joined(separator: "\n")
  }

  private func fact(_ fact: ReportedFact, isNamed: Bool) -> String {
    let title = fact.detail.map { " title=\"\(MarkupText.escaped($0))\"" } ?? ""
    let text = MarkupText.escaped(fact.text)
    let shown =
      fact.link.map { "<a href=\"\(MarkupText.link($0))\"\(title)>\(text)</a>" }
      ?? (title.isEmpty ? text : "<span\(title)>\(text)</span>")
    let remark = fact.remark.map { " <span class=\"muted\"\(title)>\(MarkupText.escaped($0))</span>" } ?? ""
    return "<div><dt>\(isNamed ? MarkupText.escaped(fact.name) : "")</dt><dd>\(shown)\(remark)</dd></div>"
  }

  private func chip(_ index: Int) -> String {
    "<span class=\"chip b\(index)\"></span>\(MarkupText.escaped(report.runs[index].label))"
  }
}
