import Foundation
import Testing

/// `lm-eval compare` as its user runs it.
@Suite struct CompareToolTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    for (name, more, code) in [
      ("slow", ["--lr", "1e-4"], 0), ("fast", ["--lr", "1e-2"], 0),
      ("wild", ["--lr", "1e30", "--warmup-steps", "9"], 3),
    ] as [(String, [String], Int32)] {
      let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 10, output: name) + more)
      #expect(result.exitCode == code, "\(result.standardError)")
    }
  }

  private func cells(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  @Test func aTableShowsWhatDiffersAndWhatBecameOfEach() throws {
    let result = try workspace.run("lm-eval", "compare", "slow", "fast", "wild", "--columns", "lr")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let table = cells(result.text)
    let head = try #require(table.first)
    #expect(Array(head.prefix(2)) == ["run", "lr"])
    #expect(head.last == "remark")
    let column = try #require(head.firstIndex(of: "validation loss"))
    let records = try LMFixture.records(workspace, run: "fast")
    let loss = try #require(records.last { $0["split"] as? String == "valid" }?["valid_loss"] as? Double)
    #expect(table.count == 5)
    #expect(table.dropFirst(2).map { $0[1] } == ["1e-4", "1e-2", "1e30"])
    #expect(abs((Double(table[3][column]) ?? 0) - loss) < 1e-4)
    #expect(table[4][0] == "wild")
    #expect(table[4][column] == "–")
    #expect(table[4].last?.hasPrefix("diverged at step ") == true)
  }

  @Test func withoutColumnsThoseThatDifferAndNamesAsGiven() throws {
    let result = try workspace.run("lm-eval", "compare", "a=slow", "b=fast")
    let table = cells(result.text)
    #expect(table.first?.contains("min_lr") == true)
    #expect(table.first?.contains("remark") == false)
    #expect(table.dropFirst(2).map { $0[0] } == ["a", "b"])
    let json = try workspace.run("lm-eval", "compare", "slow", "wild", "--json")
    let runs = try JSONSerialization.jsonObject(with: json.standardOutput) as? [[String: Any]]
    #expect(runs?.first?["run"] as? String == "slow")
    #expect(runs?.first?["diverged_at"] == nil)
    #expect(runs?.last?["diverged_at"] is Int)
  }

  @Test func withoutASubcommandItMeasuresAndHelps() throws {
    let help = try workspace.run("lm-eval", "--help")
    #expect(help.text.contains("--max-tokens"))
    #expect(help.text.contains("\n  compare  "))
    #expect(try workspace.run("lm-eval", "help").text.contains("compare"))
  }

  @Test func anUnknownSettingIsRefused() throws {
    let result = try workspace.run("lm-eval", "compare", "slow", "--columns", "lr,rate")
    #expect(result.exitCode == 64)
    #expect(
      result.lastErrorLine
        == "lm-eval compare: --columns: no run has a setting \"rate\" (expected names as in config.json, such as lr); "
        + "give others")
  }
}
