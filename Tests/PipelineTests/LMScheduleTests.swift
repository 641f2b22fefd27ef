import Foundation
import Testing

/// `lm-train --schedule` as its user runs it: what the rates are, and that a run with a cool-down is extended to the bit.
@Suite struct LMScheduleTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func rates(_ run: String = "run") throws -> [Double] {
    try LMFixture.records(workspace, run: run).compactMap { $0["lr"] as? Double }
  }

  private func checkpoints(_ run: String = "run") throws -> [Int] {
    try workspace.list(run).compactMap { $0.hasPrefix("step-") ? Int($0.dropFirst(5).prefix(8)) : nil }
  }

  private static let wsd = ["--schedule", "wsd", "--warmup-steps", "4", "--lr", "0.01", "--min-lr", "0.001"]

  @Test func theShapeDecidesTheRates() throws {
    for name in ["cosine", "linear", "wsd"] {
      let flags = ["--schedule", name, "--lr", "0.01", "--min-lr", "0", "--warmup-steps", "2"]
      #expect(try workspace.train(steps: 10, output: name, flags).exitCode == 0)
    }
    #expect(try zip(rates("linear"), [0.005, 0.01, 0.00875, 0.0075]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(try rates("linear").last == 0)
    #expect(try rates("wsd").dropFirst().prefix(7).allSatisfy { $0 == 0.01 })
    #expect(try Array(rates("wsd").suffix(2)) == [0.005, 0])
    #expect(
      try workspace.config("wsd")["schedule"] as? String == "wsd"
        && workspace.config("wsd")["cooldown_fraction"] as? Double == 0.2)
    #expect(try workspace.config("linear")["schedule"] as? String == "linear")
    // The cosine has the key that it had before there were others.
    #expect(try workspace.config("cosine")["schedule"] == nil && workspace.config("cosine")["cooldown_fraction"] == nil)
    let plain = ["--lr", "0.01", "--min-lr", "0", "--warmup-steps", "2"]
    #expect(try workspace.train(steps: 10, output: "cosine", plain).lastErrorLine.contains("up to date"))
    let other = try workspace.train(steps: 10, output: "cosine", plain + ["--schedule", "linear"])
    #expect(other.exitCode == 64 && other.lastErrorLine.contains("schedule (none, now \"linear\")"))
  }

  @Test func aFinishedRunIsExtendedFromBeforeItsCooldown() throws {
    let flags = Self.wsd + ["--checkpoint-every", "0"]
    #expect(try workspace.train(steps: 40, flags).exitCode == 0)
    #expect(try checkpoints() == [32, 40])
    let extended = try workspace.train(steps: 80, flags + ["--resume"])
    #expect(extended.exitCode == 0, "\(extended.standardError)")
    #expect(extended.standardError.contains("resuming from run/step-00000032.safetensors, step 32 of 80"))
    #expect(extended.standardError.contains("checkpoints after step 32, of the former cool-down, are in run/replaced"))
    #expect(!workspace.exists("run/replaced"))
    #expect(try workspace.train(steps: 80, output: "whole", flags).exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(80)) == workspace.read(LMFixture.checkpoint(80, run: "whole")))
    #expect(
      try LMFixture.losses(workspace).filter { $0.contains("train") }
        == LMFixture.losses(workspace, run: "whole").filter { $0.contains("train") })
    #expect(try checkpoints() == [32, 64, 80])
    // The settings are those of the whole run, so both commands find it.
    #expect(try workspace.train(steps: 80, flags).lastErrorLine.contains("up to date"))
    #expect(try workspace.train(steps: 80, ["--resume"]).lastErrorLine.contains("up to date"))
  }

  @Test func theCheckpointBeforeTheCooldownIsNotPruned() throws {
    let flags = Self.wsd + ["--checkpoint-every", "5", "--keep", "1"]
    let result = try workspace.train(steps: 60, flags + ["--cooldown-fraction", "0.5"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try checkpoints() == [30, 60])
    #expect(result.text.contains("2 checkpoints: the newest and step 30 before the cool-down (--keep)"))
  }

  @Test func withoutACheckpointFromBeforeTheWayIsNamed() throws {
    let flags = Self.wsd + ["--checkpoint-every", "0"]
    #expect(try workspace.train(steps: 40, flags).exitCode == 0)
    try FileManager.default.removeItem(atPath: workspace.path(LMFixture.checkpoint(32)))
    let refused = try workspace.train(steps: 80, flags + ["--resume"])
    #expect(refused.exitCode == 64)
    #expect(
      refused.lastErrorLine
        == "lm-train: run: no checkpoint of step 32 or before is there (expected one from before the cool-down, to go on "
        + "from to step 80); train in another --output, or start over with --replace")
    #expect(try checkpoints() == [40])
    let other = try workspace.train(steps: 80, flags + ["--resume", "--lr", "0.02"])
    #expect(other.exitCode == 64 && other.lastErrorLine.contains("lr (0.01, now 0.02)"), "\(other.standardError)")
  }

  @Test func anOpenRunMayCoolDownEarlier() throws {
    let flags = Self.wsd + ["--checkpoint-every", "10", "--keep", "all"]
    #expect(try workspace.train(steps: 100, flags).exitCode == 0)
    for step in [40, 50, 60, 70, 80, 90, 100] {
      try FileManager.default.removeItem(atPath: workspace.path(LMFixture.checkpoint(step)))
    }
    let shorter = try workspace.train(steps: 50, flags + ["--resume"])
    #expect(shorter.exitCode == 0, "\(shorter.standardError)")
    #expect(shorter.standardError.contains("resuming from run/step-00000030.safetensors, step 30 of 50"))
    #expect(try workspace.train(steps: 50, output: "whole", flags).exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(50)) == workspace.read(LMFixture.checkpoint(50, run: "whole")))
  }

  @Test func aRunThatEndsByItsOwnDecayKeepsIt() throws {
    let flags = Self.wsd + ["--decay-steps", "30"]
    #expect(try workspace.train(steps: 20, flags).exitCode == 0)
    let longer = try workspace.run(
      "lm-train", arguments: ["--dataset", "dataset", "--output", "run", "--resume", "--steps", "40"])
    #expect(longer.exitCode == 0, "\(longer.standardError)")
    #expect(try workspace.config()["decay_steps"] as? Int == 30)
    #expect(try workspace.train(steps: 40, output: "whole", flags).exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(40)) == workspace.read(LMFixture.checkpoint(40, run: "whole")))
  }

  @Test(arguments: [
    (["--cooldown-fraction", "0.3"], "--cooldown-fraction 0.3: is for --schedule wsd; name that too, or leave it out"),
    (["--schedule", "wsd", "--cooldown-fraction", "2"], "--cooldown-fraction: 2.0 (expected 0 to 1)"),
    (
      ["--schedule", "wsd", "--cooldown-fraction", "1"],
      "--cooldown-fraction: a cool-down of 20 steps begins within the warm-up (expected at most 19 of --decay-steps 20 "
        + "after --warmup-steps 1); give a smaller --cooldown-fraction or --warmup-steps"
    ),
    (["--schedule", "step"], "cosine, linear"),
  ])
  func schedulesThatCannotBe(flags: [String], message: String) throws {
    let result = try workspace.train(steps: 20, flags)
    #expect(result.exitCode == 64 && result.standardError.contains(message), "\(result.standardError)")
    #expect(!workspace.exists("run"))
  }

  @Test func aPlanTellsTheSchedule() throws {
    let plan = try workspace.run(
      "lm-train", "--plan", "--schedule", "wsd", "--steps", "20000", "--warmup-steps", "500", "--no-manifest")
    #expect(
      plan.text.contains("schedule   wsd: 0.001 after 500 warm-up steps; down to 0.0001 from step 16,000 to 20,000"))
  }
}
