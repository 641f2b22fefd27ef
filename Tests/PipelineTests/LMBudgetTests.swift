import Foundation
import Testing

/// `lm-train --max-seconds` as its user runs it: that it decides once, and that its steps are a run like any other.
@Suite struct LMBudgetTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func train(_ more: [String], output: String = "run") throws -> ToolRunner.Result {
    try workspace.run(
      "lm-train", arguments: ["--dataset", "dataset", "--output", output] + LMFixture.tinyModel + more)
  }

  @Test func decidesOnceAndGivesTheBitsOfItsSteps() throws {
    let flags = ["--max-seconds", "3", "--schedule", "wsd"]
    let first = try train(flags)
    #expect(first.exitCode == 0, "\(first.standardError)")
    #expect(first.standardError.contains("trying the first steps for --max-seconds 3.0"))
    let steps = try #require(try workspace.config()["steps"] as? Int)
    #expect(first.standardError.contains("--max-seconds 3.0: "))
    #expect(first.text.contains(" s of --max-seconds 3.0"))
    let chosen = try #require((try workspace.config()["run"] as? [String: Any])?["max_seconds"] as? [String: Any])
    #expect(chosen["steps"] as? Int == steps && chosen["seconds"] as? Double == 3)
    let again = try train(flags)
    #expect(again.exitCode == 0 && again.lastErrorLine.contains("up to date"), "\(again.standardError)")
    #expect(!again.standardError.contains("trying"))
    #expect(try train(["--resume"]).lastErrorLine.contains("up to date"))
    // The same steps by their number, in another place.
    #expect(try train(["--steps", "\(steps)", "--schedule", "wsd"], output: "steps").exitCode == 0)
    #expect(
      try workspace.read(LMFixture.checkpoint(steps)) == workspace.read(LMFixture.checkpoint(steps, run: "steps")))
    let other = try train(["--max-seconds", "2", "--schedule", "wsd"])
    #expect(other.exitCode == 64 && other.lastErrorLine.contains("with other settings"), "\(other.standardError)")
  }

  @Test func aRunThatGoesOnKeepsItsSteps() throws {
    let flags = ["--max-seconds", "3", "--checkpoint-every", "1", "--keep", "all"]
    #expect(try train(["--max-seconds", "1", "--validate-every", "0"]).exitCode == 0)
    let steps = try #require(try workspace.config()["steps"] as? Int)
    for name in try workspace.list("run") where name.hasSuffix("safetensors") {
      let isLast = name.contains(String(steps))
      if isLast { try FileManager.default.removeItem(atPath: workspace.path("run/\(name)")) }
    }
    let resumed = try train(["--resume", "--max-seconds", "1"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(!resumed.standardError.contains("trying"))
    #expect(workspace.exists(LMFixture.checkpoint(steps)))
    let other = try train(flags + ["--resume"])
    #expect(other.exitCode == 64)
    #expect(
      other.lastErrorLine
        == "lm-train: --max-seconds 3.0: the run in run has \(steps) steps, chosen for --max-seconds 1.0; leave it out to go "
        + "on to them, or give --steps")
  }

  @Test(arguments: [
    (["--max-seconds", "5", "--steps", "10"], "--steps and --max-seconds: one of them gives the other"),
    (["--max-seconds", "0"], "--max-seconds 0.0: must be above 0, up to 1000000000."),
    (["--max-seconds", "5", "--recipe", "auto"], "--max-seconds: with --recipe auto the time is --hours"),
    (["--max-seconds", "0.01"], "--max-seconds 0.01: too short for one step"),
  ])
  func timesThatCannotBe(flags: [String], message: String) throws {
    let result = try train(flags)
    #expect(result.exitCode == 64 && result.standardError.contains(message), "\(result.standardError)")
    #expect(!workspace.exists("run"))
    #expect(try workspace.list().filter { $0.hasPrefix(".") } == [])
  }

  /// Nothing is tried: the steps are those that the machine is known to take.
  @Test func aPlanAndADryRunTryNothing() throws {
    let plan = try train(["--plan", "--json", "--max-seconds", "100"])
    let json = try JSONSerialization.jsonObject(with: plan.standardOutput) as? [String: Any]
    let seconds = try #require(json?["machine_seconds"] as? Double)
    #expect(seconds <= 100 && seconds > 99)
    let dry = try train(["--dry-run", "--max-seconds", "10"])
    #expect(dry.exitCode == 0, "\(dry.standardError)")
    #expect(!dry.standardError.contains("trying") && !workspace.exists("run"))
  }
}
