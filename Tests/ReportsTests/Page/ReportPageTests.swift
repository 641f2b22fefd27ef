import Formats
import Foundation
import Testing

@testable import Reports

@Suite struct ReportPageTests {
  private func between(_ start: String, _ end: String, in text: String) -> [String] {
    text.components(separatedBy: start).dropFirst().compactMap { $0.components(separatedBy: end).first }
  }

  @Test func thePageAsksForNothing() {
    let html = ReportPage(SampleReport.three).html
    for reference in [" src=", "@import", "url(http", "fetch(", "XMLHttpRequest", "<link", "eval("] {
      #expect(!html.contains(reference), "\(reference)")
    }
    #expect(!html.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "").contains("http://"))
    #expect(!html.contains(" style=") && !html.contains(" onclick="))
  }

  @Test func thePolicyAllowsItsOwnStyleAndScriptAlone() throws {
    let html = ReportPage(SampleReport.three).html
    let style = try #require(between("<style>", "</style>", in: html).first)
    let script = try #require(between("<script>", "</script>", in: html).last)
    #expect(html.contains("style-src '\(PageAssets.digest(of: style))'; script-src '\(PageAssets.digest(of: script))'"))
    #expect(html.contains("default-src 'none'"))
    // The digest of "abc", in base 64 instead of hexadecimal digits.
    #expect(PageAssets.digest(of: "abc") == "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
  }

  @Test func hostileTextsStayTexts() throws {
    let html = ReportPage(SampleReport.hostileReport).html
    #expect(html.components(separatedBy: "<script").count == 3)
    #expect(html.components(separatedBy: "</script>").count == 3)
    #expect(!html.contains("<img") && !html.contains("\u{1B}") && !html.contains("\u{202E}"))
    #expect(!html.contains("href=\"javascript"))
    let data = try #require(between("id=\"data\">", "</script>", in: html).first)
    let label = try JSONValue(parsing: Array(data.utf8))["runs"]?[0]?["label"]?.string
    #expect(label?.hasPrefix("</script><img src=x") == true)
  }

  @Test func theTableShowsOnlyWhatDiffers() throws {
    let html = ReportPage(SampleReport.three).html
    let head = try #require(between("<thead>", "</thead>", in: html).first)
    #expect(head.contains(">lr<") && !head.contains("d_model") && !head.contains(">best<") && !head.contains("note"))
    #expect(html.contains("<dt>d_model</dt><dd>64</dd>"))
    #expect(html.contains(">1e-4</td>"))
    #expect(html.contains("diverged at step 8"))
    #expect(html.contains("<tr class=\"best\"><th scope=\"row\" class=\"run\"><span class=\"chip b1\">"))
  }

  private func lead(_ runs: [ReportedRun]) -> String? {
    between("<p class=\"lead\">", "</p>", in: ReportPage(Report(runs: runs)).html).first
  }

  @Test func theHeadlineHasWhatIsKnown() {
    var runs = [SampleReport.run("a"), SampleReport.run("b", last: 3)]
    #expect(lead([runs[0]]) == "Best validation loss <strong>2.2000</strong> (perplexity 9.03) at step 60")
    runs[0].evaluation = ["loss": 2.25, "perplexity": 9.4877]
    #expect(lead([runs[0]])?.hasSuffix(" at step 60 · evaluation: perplexity 9.49") == true)
    runs[0].evaluation["bits_per_byte"] = 1.25
    runs[1].evaluation = ["perplexity": 4, "bits_per_byte": 1.125]
    #expect(
      lead(runs)
        == "Best validation loss <strong>2.2000</strong> (perplexity 9.03) at step 60 (a) · "
        + "evaluation: <strong>1.1250</strong> bits per byte, perplexity 4.00 (b)")
    #expect(
      lead([runs[0], SampleReport.diverged("c"), SampleReport.diverged("d")])?.hasSuffix("2 of 3 runs diverged") == true
    )
  }

  @Test func whatCannotBeShownIsMarkedAndExplained() {
    var run = SampleReport.run("a")
    run.samples = [ReportedSample(step: 20, prompt: "One", text: " day\n\tTom")]
    #expect(!ReportPage(Report(runs: [run])).html.contains("In these texts"))
    #expect(ReportPage(Report(runs: [run])).html.contains(">1 sample<"))
    run.samples.append(ReportedSample(step: 40, prompt: "One", text: "a\u{1B}<b"))
    let html = ReportPage(Report(runs: [run])).html
    #expect(html.contains("a<i class=\"control\">\\u{1B}</i>&lt;b</pre>"))
    #expect(html.contains(">2 samples<"))
    #expect(
      html.contains(
        "<p class=\"muted\">In these texts <i class=\"control\">\\u{1B}</i> stands for the control character with that "
          + "number in Unicode.</p>"))
    run.samples[0].text = "\u{FFFD}"
    #expect(ReportPage(Report(runs: [run])).html.contains("Unicode, � for bytes that are no character.</p>"))
  }

  @Test func countsAgreeWithTheirNouns() {
    var runs = [SampleReport.run("a"), SampleReport.run("b")]
    for index in runs.indices { runs[index].settings = ["x": .integer(Int64(index)), "d_model": 64] }
    #expect(ReportPage(Report(runs: runs)).html.contains("<summary>1 setting that all runs have in common</summary>"))
  }

  @Test func withoutScriptsThereAreFiguresAndTables() {
    let html = ReportPage(SampleReport.three).html
    #expect(between("<figure>", "</figure>", in: html).count == 2)
    #expect(html.contains("<div id=\"plots\" hidden>"))
    #expect(!html.contains("http-equiv=\"refresh\""))
  }

  @Test func aPageInTrainingLooksForNews() {
    var report = Report(runs: [SampleReport.run("a", steps: 60)])
    report.runs[0].state = .running
    report.refreshSeconds = 10
    report.writtenAt = "2026-11-21 11:00 UTC"
    let html = ReportPage(report).html
    #expect(html.contains("<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>"))
    #expect(html.contains("in training: step 60 of 60, 15.0 s so far · page written 2026-11-21 11:00 UTC"))
  }

  @Test func thirtyLongRunsFitInTwoMegabytes() {
    let runs = (0..<30).map { SampleReport.run("run-\($0)", steps: 9000, lr: Double($0 + 1) / 1000, last: 2.123456) }
    let html = ReportPage(Report(runs: runs)).html
    #expect(html.utf8.count < 2_000_000)
    #expect(html == ReportPage(Report(runs: runs)).html)
  }

  @Test func anEmptyRunIsNoReasonToFail() {
    let html = ReportPage(Report(runs: [ReportedRun(label: "none", settings: [:], curves: RunCurves())])).html
    #expect(html.contains("No losses are on record yet."))
  }
}
