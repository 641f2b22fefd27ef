import Foundation
import Testing

/// `lm-eval report`, event files and samples, as a user meets them.
@Suite struct ReportToolTests {
  private func workspaceWithRuns() throws -> Workspace {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    for (name, rate) in [("low", "1e-4"), ("high", "1e-2")] {
      let arguments = LMFixture.training(steps: 6, output: "runs/\(name)", "--lr", rate, "--validate-every", "3")
      #expect(try workspace.run("lm-train", arguments: arguments).exitCode == 0)
    }
    return workspace
  }

  @Test func aReportIsAStageLikeAllOthers() throws {
    let workspace = try workspaceWithRuns()
    let command = ["report", "runs/low", "runs/high", "--output", "report.html", "--svg", "curves.svg"]
    let first = try workspace.run("lm-eval", arguments: command)
    #expect(first.exitCode == 0)
    #expect(first.text == "report.html  2 runs\ncurves.svg  2 runs\n")
    let page = try workspace.read("report.html")
    let html = String(decoding: page, as: UTF8.self)
    #expect(html.contains("href=\"./runs/low/metrics.jsonl\"") && html.contains("href=\"./dataset/dataset.json\""))
    #expect(html.contains(">1e-4</td>") && !html.contains("<th scope=\"col\" class=\"number\">d_model</th>"))
    // Two trainings on one dataset, and what each of them made.
    let lineage = try #require(html.components(separatedBy: "<section id=\"lineage\"").last)
    #expect(lineage.components(separatedBy: ">lm-train<tspan").count == 3)
    #expect(lineage.components(separatedBy: ">dataset/dataset.json<tspan").count == 2)
    #expect(lineage.components(separatedBy: "<path class=\"base\"").count == 5)
    let again = try workspace.run("lm-eval", arguments: command)
    #expect(again.exitCode == 0 && again.standardError.contains("lm-eval report: up to date"))
    #expect(try workspace.run("lm-eval", arguments: command + ["--force"]).exitCode == 0)
    #expect(try workspace.read("report.html") == page)
    // Another run in a run's place makes another report.
    let more = LMFixture.training(steps: 8, output: "runs/low", "--lr", "1e-4", "--resume", "--validate-every", "4")
    #expect(try workspace.run("lm-train", arguments: more).exitCode == 0)
    #expect(try workspace.run("lm-eval", arguments: command).exitCode == 0)
    #expect(try workspace.read("report.html") != page)
  }

  @Test func namesAndNumbersForMachines() throws {
    let workspace = try workspaceWithRuns()
    let result = try workspace.run(
      "lm-eval", "report", "cold=runs/low", "runs/high/metrics.jsonl", "--svg", "a.svg", "--json", "--quiet")
    let json = try #require(try JSONSerialization.jsonObject(with: result.standardOutput) as? [[String: Any]])
    #expect(json.map { $0["label"] as? String } == ["cold", "high"])
    #expect(json.allSatisfy { $0["state"] as? String == "finished" && $0["valid_loss"] is Double })
    #expect(!workspace.exists("report.html"))
  }

  @Test func whatIsMissingIsNamed() throws {
    let workspace = try Workspace()
    let result = try workspace.run("lm-eval", "report", "nothing", "--output", "report.html")
    #expect(result.exitCode == 66)
    #expect(
      result.lastErrorLine
        == "lm-eval report: nothing/metrics.jsonl: no such file (expected the records of a training run); "
        + "give a directory that lm-train made")
    #expect(try workspace.run("lm-eval", "report", "nothing").exitCode == 64)
    #expect(try workspace.list() == [])
  }

  @Test func aTrainingKeepsAPageFreshAndSamples() throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let watched = LMFixture.training(
      steps: 4, "--validate-every", "2", "--report", "page.html", "--sample-prompt", "The", "--tokenizer", "tokenizer",
      "--sample-tokens", "5")
    #expect(try workspace.run("lm-train", arguments: watched).exitCode == 0)
    let html = String(decoding: try workspace.read("page.html"), as: UTF8.self)
    #expect(!html.contains("data-refresh=\"") && html.contains("<figcaption>step 4</figcaption>"))
    let samples = String(decoding: try workspace.read("run/samples.jsonl"), as: UTF8.self).split(separator: "\n")
    #expect(samples.count == 2 && samples[0].contains("\"prompt\":\"The\",\"step\":2"))
    // Those who watch change nothing.
    let alone = LMFixture.training(steps: 4, output: "alone", "--validate-every", "2", "--no-tensorboard")
    #expect(try workspace.run("lm-train", arguments: alone).exitCode == 0)
    #expect(
      try workspace.read(LMFixture.checkpoint(4)) == workspace.read(LMFixture.checkpoint(4, run: "alone")))
    #expect(try !workspace.list("alone").contains { $0.hasPrefix("events") })
    #expect(try workspace.list("run").filter { $0.hasPrefix("events.out.tfevents.") }.count == 1)
  }

  @Test func eventFilesAreMadeAnewAndAreNoOutputs() throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let training = LMFixture.training(steps: 4, "--no-tensorboard")
    #expect(try workspace.run("lm-train", arguments: training).exitCode == 0)
    let made = try workspace.run("lm-eval", "tensorboard", "run")
    #expect(made.exitCode == 0 && made.text.hasPrefix("run/events.out.tfevents."))
    let path = made.text.trimmingCharacters(in: .whitespacesAndNewlines)
    let bytes = try workspace.read(path)
    #expect(try workspace.run("lm-eval", "tensorboard", "run").text == made.text)
    #expect(try workspace.read(path) == bytes)
    try FileManager.default.removeItem(atPath: workspace.path(path))
    #expect(try workspace.run("lm-train", arguments: training).standardError.contains("up to date"))
  }

  @Test func aSampleNeedsTheRightTokenizer() throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let without = try workspace.run(
      "lm-train", arguments: LMFixture.training(steps: 2, "--sample-prompt", "The"))
    #expect(without.exitCode == 64)
    _ = try LMFixture.tokenizer(separator: "<|end|>").write(to: workspace.path("other"))
    let wrong = try workspace.run(
      "lm-train", arguments: LMFixture.training(steps: 2, "--sample-prompt", "The", "--tokenizer", "other"))
    #expect(wrong.exitCode == 65)
    #expect(wrong.lastErrorLine.hasPrefix("lm-train: other: vocabulary "))
    #expect(!workspace.exists("run"))
  }
}
