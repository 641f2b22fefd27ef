import Formats
import Testing

@testable import Reports

@Suite struct RunLabelsTests {
  @Test(arguments: [
    (["runs/a", "runs/b"], ["a", "b"]),
    (["runs/a/model", "runs/b/model"], ["a", "b"]),
    (["x/a", "y/a", "y/b"], ["x/a", "y/a", "y/b"]),
    (["runs/lr/a"], ["a"]),
    (["./a/", "/b"], ["a", "b"]),
    (["a", "a"], ["a", "a"]),
    (["a", "b/a"], ["a", "b/a"]),
    ([".", "a"], [".", "a"]),
  ])
  func labelsAreAsShortAsTheyCanBe(_ paths: [String], _ labels: [String]) {
    #expect(RunLabels.make(paths) == labels)
  }

  @Test func settingsArePartedIntoSharedAndDiffering() {
    let comparison = SettingsComparison([["lr": 0.1, "d": 5, "only": 1], ["lr": 0.2, "d": 5]])
    #expect(comparison.differing == ["lr", "only"])
    #expect(comparison.common.map(\.name) == ["d"])
    #expect(SettingsComparison([["lr": 0.1]]).differing == [])
  }

  @Test func beyondTheColoursRunsAreOrderedByWhatTellsThemApart() {
    let runs = [3, 1, 2, 9, 8, 7, 6, 5, 4].map { lr in
      ReportedRun(label: "\(lr)", settings: ["lr": .number(Double(lr)), "d": 5], curves: RunCurves())
    }
    #expect(Report(runs: runs).runs.map(\.label) == (1...9).map(String.init))
    #expect(Report(runs: Array(runs.prefix(8))).runs.map(\.label) == runs.prefix(8).map(\.label))
  }
}
