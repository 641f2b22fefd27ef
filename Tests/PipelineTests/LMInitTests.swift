import Foundation
import Testing

/// `lm-train --init-from` as its user runs it.
@Suite struct LMInitTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    try workspace.succeed("lm-train", LMFixture.training(steps: 4))
    try workspace.succeed(
      "lm-train", ["export", "--checkpoint", "run", "--tokenizer", "tokenizer", "--hf", "hf"])
  }

  private func tuning(_ from: String, _ output: String, steps: Int = 3, _ more: String...) -> [String] {
    ["--init-from", from, "--dataset", "dataset", "--output", output, "--steps", "\(steps)", "--batch-size", "8"] + more
  }

  /// A run's folder, its checkpoint and what was exported from it are the same model.
  @Test func everyFormOfAModelBeginsTheSameRun() throws {
    var losses: [[String]] = []
    for (index, from) in ["run", LMFixture.checkpoint(4), "hf", "run/best"].enumerated() {
      let result = try workspace.run("lm-train", arguments: tuning(from, "tuned-\(index)"))
      #expect(result.exitCode == 0, "\(result.standardError)")
      #expect(result.standardError.contains("lm-train: beginning with "))
      losses.append(try LMFixture.losses(workspace, run: "tuned-\(index)"))
    }
    #expect(losses.allSatisfy { $0 == losses[0] })
    // It goes on where the model was, not from random numbers.
    let scratch = try #require(LMFixture.records(workspace).first?["loss"] as? Double)
    let tuned = try #require(LMFixture.records(workspace, run: "tuned-0").first?["loss"] as? Double)
    #expect(tuned < scratch - 0.1)
    #expect(try workspace.config("tuned-0")["d_model"] as? Int == 32)
  }

  @Test func itIsAnInputInTheLineageAndPartOfTheSettings() throws {
    try workspace.succeed("lm-train", tuning("hf", "tuned"))
    let why = try workspace.run("manifest", "why", LMFixture.checkpoint(3, run: "tuned"))
    #expect(why.text.contains("hf/model.safetensors") && why.text.contains("hf/config.json"))
    let again = try workspace.run("lm-train", arguments: tuning("hf", "tuned"))
    #expect(again.lastErrorLine.hasPrefix("lm-train: up to date: made by run "))
    let resumed = try workspace.run("lm-train", "--output", "tuned", "--resume")
    #expect(
      resumed.exitCode == 0 && resumed.lastErrorLine.hasPrefix("lm-train: up to date: "), "\(resumed.standardError)")
    try workspace.succeed("lm-train", LMFixture.training(steps: 6, output: "run") + ["--resume"])
    let other = try workspace.run("lm-train", arguments: tuning("run", "tuned"))
    #expect(
      other.exitCode == 64 && other.lastErrorLine.contains("with other settings: init_from (\""),
      "\(other.lastErrorLine)")
  }

  /// Interrupted and resumed, with its first model gone meanwhile, a run ends as it would have.
  @Test func resumingNeedsNoFirstModel() throws {
    try workspace.succeed("lm-train", tuning("hf", "whole", steps: 6, "--checkpoint-every", "3"))
    try workspace.succeed("lm-train", tuning("hf", "parts", steps: 6, "--checkpoint-every", "3"))
    try FileManager.default.removeItem(atPath: workspace.path(LMFixture.checkpoint(6, run: "parts")))
    try FileManager.default.removeItem(atPath: workspace.path("hf"))
    let resumed = try workspace.run("lm-train", "--output", "parts", "--resume")
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(
      try workspace.read(LMFixture.checkpoint(6, run: "parts")) == workspace.read(LMFixture.checkpoint(6, run: "whole"))
    )
  }

  @Test func whatCannotBe() throws {
    func line(_ arguments: [String]) throws -> String {
      let result = try workspace.run("lm-train", arguments: arguments)
      #expect(result.exitCode != 0)
      return result.lastErrorLine
    }
    #expect(
      try line(tuning("hf", "t") + ["--d-model", "64"])
        == "lm-train: --d-model: not with --init-from, whose model has a shape already; leave it out, or leave --init-from out"
    )
    #expect(
      try line(tuning("hf", "t") + ["--heads", "4"])
        == "lm-train: hf: a folder of transformers, whose config.json tells the model's shape; leave out --heads")
    #expect(
      try line(tuning("hf", "t") + ["--recipe", "auto", "--hours", "1"]).contains("--recipe"))
    #expect(try line(tuning("nothing", "t")).hasPrefix("lm-train: nothing: "))
    // Tokens of another tokenizer.
    let files = try LMFixture.tokenizer(separator: "<|end|>")
    try LMFixture.makeDataset(in: workspace, name: "other", tokenizer: files, documents: 50)
    for from in ["hf", "run"] {
      let text = try line(["--init-from", from, "--dataset", "other", "--output", "t", "--steps", "1"])
      #expect(
        text.hasPrefix("lm-train: other/dataset.json: tokens of vocabulary ")
          && text.hasSuffix("encode the text with the model's tokenizer"), "\(text)")
    }
    #expect(!workspace.exists("t/config.json"))
  }

  @Test func planKnowsTheModel() throws {
    let plan = try workspace.run("lm-train", "--plan", "--init-from", "hf", "--batch-size", "2", "--steps", "3")
    #expect(
      plan.exitCode == 0 && plan.text.hasPrefix("vocabulary 257, context 32, layers 2, d_model 32, heads 2, d_ff 64\n"),
      "\(plan.standardError)")
  }
}

extension Workspace {
  /// Runs a tool that must end well.
  fileprivate func succeed(
    _ tool: String, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(tool, arguments: arguments)
    #expect(result.exitCode == 0, "\(result.standardError)", sourceLocation: sourceLocation)
  }
}
