import Foundation
import Testing

/// Words about runs, and the table of runs.
@Suite struct NoteTests {
  private func trained(_ more: String...) throws -> Workspace {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let training = LMFixture.training(steps: 2, "--validate-every", "1") + more
    #expect(try workspace.run("lm-train", arguments: training).exitCode == 0)
    return workspace
  }

  private func runs(_ workspace: Workspace) throws -> [[String: Any]] {
    let json = try workspace.run("manifest", "runs", "--json").standardOutput
    return try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
  }

  @Test func aNoteSurvivesTheDatabase() throws {
    let workspace = try trained("--note", "first try")
    let id = try #require(try runs(workspace).first?["run"] as? String)
    #expect(try runs(workspace).first?["note"] as? String == "first try")
    let changed = try workspace.run("manifest", "note", String(id.prefix(13)), "spikes", "\u{1B}[31m at 2")
    #expect(changed.exitCode == 0)
    #expect(changed.text == "\(id.prefix(13))  spikes \\u{1B}[31m at 2\n")
    try FileManager.default.removeItem(atPath: workspace.path("manifest.db"))
    #expect(try workspace.run("manifest", "rebuild").exitCode == 0)
    #expect(try runs(workspace).first?["note"] as? String == "spikes \u{1B}[31m at 2")
    #expect(try workspace.run("manifest", "log", "--long").text.contains("  note     spikes \\u{1B}[31m at 2\n"))
    // Words decide nothing: the run is up to date.
    let again = LMFixture.training(steps: 2, "--validate-every", "1", "--note", "other")
    #expect(try workspace.run("lm-train", arguments: again).standardError.contains("up to date"))
    #expect(try workspace.run("manifest", "note", id, "--clear").exitCode == 0)
    #expect(try runs(workspace).first?["note"] == nil)
  }

  @Test func aReportShowsTheNote() throws {
    let workspace = try trained("--note", "a <b>bold</b> try")
    #expect(try workspace.run("lm-eval", "report", "run", "--output", "report.html").exitCode == 0)
    let html = String(decoding: try workspace.read("report.html"), as: UTF8.self)
    #expect(html.contains("<td>a &lt;b&gt;bold&lt;/b&gt; try</td>"))
    let id = try #require(try runs(workspace).first?["run"] as? String)
    #expect(try workspace.run("manifest", "note", id, "better words").exitCode == 0)
    #expect(try workspace.run("lm-eval", "report", "run", "--output", "report.html").exitCode == 0)
    #expect(String(decoding: try workspace.read("report.html"), as: UTF8.self).contains("<td>better words</td>"))
  }

  @Test func theTableTellsWhatRanFromWhatAndHowWell() throws {
    let workspace = try trained("--note", "words")
    let lines = try workspace.run("manifest", "runs").text.split(separator: "\n")
    #expect(lines.count == 2)
    for head in ["run", "started", "stage", "status", "took", "loss", "from", "made", "note"] {
      #expect(lines[0].contains(head))
    }
    #expect(lines[1].contains("lm-train") && lines[1].contains("dataset/dataset.json"))
    #expect(lines[1].contains("run/config.json (+3)") && lines[1].contains("words"))
    #expect(lines[1].firstMatch(of: #/\s\d\.\d{4}\s/#) != nil)
  }

  @Test func theLogIsATableThatFitsTheTerminal() throws {
    let workspace = try trained("--note", "words")
    let wide = try workspace.run("manifest", "log").text.split(separator: "\n")
    #expect(wide.count == 2)
    #expect(wide[0].split(separator: " ").joined(separator: " ") == "run started stage took loss from made why")
    #expect(wide[1].contains("lm-train") && wide[1].contains("dataset/dataset.json  run/config.json (+3)"))
    #expect(wide[1].hasSuffix("no earlier run made this here"))
    for columns in [200, 80, 60] as [UInt16] {
      let shown = try TestTerminal.run("manifest", ["log"], in: workspace.folder, columns: columns)
      let lines = shown.text.split(separator: "\n")
      #expect(shown.exitCode == 0 && lines.count == 2)
      #expect(lines.allSatisfy { $0.count <= columns })
      if columns == 200 { #expect(lines == wide) }
      if columns == 80 { #expect(lines[0].contains("from") && lines[0].contains("made")) }
    }
    // A run that did not end well brings its column.
    let wild = LMFixture.training(steps: 20, output: "wild", "--lr", "1e30", "--warmup-steps", "9")
    #expect(try workspace.run("lm-train", arguments: wild).exitCode == 3)
    let log = try workspace.run("manifest", "log").text.split(separator: "\n")
    #expect(log[0].contains("status") && log[1].contains("failed") && log[1].contains("diverged at step"))
    // A run told in full, by its id or all of them.
    let id = String(log[2].prefix(13))
    let told = try workspace.run("manifest", "log", id).text
    #expect(told.hasPrefix("run \(id)") && told.contains("  note     words\n"))
    #expect(try workspace.run("manifest", "log", "--long").text.hasSuffix(told))
  }

  @Test func unknownRunsAreNamed() throws {
    let workspace = try trained()
    let result = try workspace.run("manifest", "note", "ffff", "words")
    #expect(result.exitCode == 66)
    #expect(result.lastErrorLine == "manifest: run \"ffff\": no such run; see `manifest log`")
  }
}
