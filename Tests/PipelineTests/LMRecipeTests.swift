import Foundation
import Testing

/// `lm-train --recipe auto`: what it says, and that it decides once.
@Suite struct LMRecipeTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func train(_ more: String...) throws -> ToolRunner.Result {
    try workspace.run("lm-train", arguments: ["--dataset", "dataset", "--output", "run", "--recipe", "auto"] + more)
  }

  private func settings() throws -> [String: Any] {
    let data = try Data(contentsOf: workspace.folder.appendingPathComponent("run/config.json"))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  @Test func saysWhatItChoseAndWhatItTakes() throws {
    let result = try train("--passes", "0.5", "--batch-size", "2")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardError.contains("recipe auto for "))
    #expect(result.standardError.contains("--d-model 64 --layers 2 --heads 2"))
    #expect(result.standardError.contains("passes over the text in "))
    #expect(result.standardError.contains("as in the first steps"))
    #expect(try settings()["batch_size"] as? Int == 2)
  }

  @Test func decidesOnce() throws {
    #expect(try train("--hours", "0.001", "--passes", "1").exitCode == 0)
    let first = try settings()
    let again = try train("--hours", "0.001", "--passes", "1")
    #expect(again.exitCode == 0)
    #expect(again.standardError.contains("up to date"), "\(again.standardError)")
    // What is asked for is compared, not how fast the machine is at the moment.
    let other = try train("--hours", "0.001", "--passes", "2")
    #expect(other.exitCode == 64)
    #expect(other.standardError.contains("with other settings"), "\(other.standardError)")
    #expect(try settings()["steps"] as? Int == first["steps"] as? Int)
    let resumed = try workspace.run("lm-train", "--output", "run", "--resume")
    #expect(resumed.exitCode == 0 && resumed.standardError.contains("up to date"))
  }

  @Test func flagsStayAsTheyAre() throws {
    let result = try train(
      "--passes", "1", "--steps", "3", "--layers", "1", "--d-model", "32", "--heads", "4", "--lr", "0.5")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let settings = try settings()
    #expect(settings["steps"] as? Int == 3)
    #expect(settings["layers"] as? Int == 1)
    #expect(settings["d_model"] as? Int == 32)
    #expect(settings["heads"] as? Int == 4)
    #expect(settings["lr"] as? Double == 0.5)
    #expect(settings["min_lr"] as? Double == 0.05)
  }

  @Test func needsToBeAskedForAndGivenSense() throws {
    let plain = ["--dataset", "dataset", "--output", "run"]
    let hours = try workspace.run("lm-train", arguments: plain + ["--hours", "1"])
    #expect(hours.exitCode == 64)
    #expect(hours.standardError.contains("--hours needs --recipe auto"))
    for value in ["0", "-1", "nan", "1e9"] {
      #expect(try train("--passes", value).exitCode == 64)
    }
    #expect(try train("--heads", "7", "--d-model", "64").exitCode == 64)
    #expect(!workspace.exists("run/config.json"))
  }

  @Test func aPlanTellsTheSameChoiceAndWritesNothing() throws {
    let plan = try workspace.run("lm-train", "--plan", "--recipe", "auto", "--dataset", "dataset", "--passes", "2")
    #expect(plan.exitCode == 0, "\(plan.standardError)")
    #expect(plan.text.contains("recipe auto for "))
    #expect(plan.text.contains("to be expected of this machine"))
    #expect(!workspace.exists("run"))
    #expect(try workspace.run("lm-train", "--plan", "--recipe", "auto").exitCode == 64)
  }

  @Test func aMeasurementIsKeptBesideTheManifestAndUsed() throws {
    #expect(try workspace.run("lm-train", "--plan").exitCode == 0)
    #expect(!workspace.exists("machine-speed.json"))
    #expect(try train("--passes", "0.5", "--steps", "1").exitCode == 0)
    #expect(try workspace.run("machine-speed", "training").exitCode == 0)
    let file = workspace.folder.appendingPathComponent("machine-speed.json")
    var kept = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: [[String: Any]]])
    kept["machines"]?[0]["training"] = [["width": 512, "gflops": 84.2]]
    try JSONSerialization.data(withJSONObject: kept).write(to: file)
    // 84.2 MFLOP a token with this vocabulary of 2,048.
    let plan = try workspace.run("lm-train", "--plan", "--vocab-size", "2048")
    #expect(plan.text.contains("at 1,000 tokens/s"), "\(plan.text)")
    let other = try workspace.run("machine-speed", "training", "--manifest", "elsewhere/manifest.db")
    #expect(other.exitCode == 66)
  }
}
