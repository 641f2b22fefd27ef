import Foundation
import Testing

/// lm-train as its user runs it: what it leaves behind, and that it goes on to the bit.
@Suite struct LMTrainTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  /// Starts a run and calls `body` as soon as a file exists; false if the run was faster.
  private func interrupt(
    _ arguments: [String], when file: String, _ body: (Process) -> Void
  ) throws -> (code: Int32, bySignal: Bool, errors: String) {
    let errors = workspace.folder.appendingPathComponent("errors")
    // Tests run on threads that block signals, and a child inherits that.
    var mask = sigset_t()
    sigemptyset(&mask)
    for signal in [SIGINT, SIGTERM] { sigaddset(&mask, signal) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    let process = try ToolRunner.start(
      "lm-train", arguments, in: workspace.folder, output: workspace.folder.appendingPathComponent("out"),
      errors: errors)
    while !workspace.exists(file), process.isRunning { usleep(500) }
    body(process)
    process.waitUntilExit()
    return (
      process.terminationStatus, process.terminationReason == .uncaughtSignal,
      String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    )
  }

  @Test func aRunLeavesSettingsMetricsAndCheckpoints() throws {
    let result = try workspace.train(steps: 40, ["--checkpoint-every", "20", "--validate-every", "10"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(
      try workspace.list("run").filter { !$0.hasPrefix("events.out.tfevents.") }
        == ["config.json", "metrics.jsonl", "step-00000020.safetensors", "step-00000040.safetensors"])
    let records = try LMFixture.records(workspace)
    let steps = records.filter { $0["split"] as? String == "train" }
    #expect(steps.count == 40)
    for key in ["step", "seconds", "tokens", "loss", "lr", "gradient_norm", "tokens_per_second"] {
      #expect(steps.allSatisfy { $0[key] is NSNumber }, "\(key)")
    }
    let validations = records.filter { $0["split"] as? String == "valid" }
    #expect(validations.map { $0["step"] as? Int } == [10, 20, 30, 40])
    let first = try #require(steps.first?["loss"] as? Double)
    let last = try #require(steps.last?["loss"] as? Double)
    #expect(abs(first - log(257)) < 1)
    #expect(last < first - 0.5)
    #expect(result.text.contains("validation loss"))
    #expect(result.text.contains("run/step-00000040.safetensors"))
  }

  @Test func aFinishedRunIsNotRepeatedAndAChangedOneIs() throws {
    #expect(try workspace.train(steps: 10).exitCode == 0)
    let before = try workspace.read(LMFixture.checkpoint(10))
    let again = try workspace.train(steps: 10)
    #expect(again.exitCode == 0)
    #expect(again.lastErrorLine.contains("up to date"))
    #expect(try workspace.train(steps: 10, ["--resume", "--replace"]).lastErrorLine.contains("up to date"))
    #expect(try workspace.train(steps: 10, ["--validate-every", "3"]).lastErrorLine.contains("up to date"))
    for flags in [["--lr", "0.01"], ["--lr", "0.01", "--force"]] {
      let refused = try workspace.train(steps: 10, flags)
      #expect(refused.exitCode == 64)
      #expect(
        refused.lastErrorLine
          == "lm-train: run: a finished run stands there with other settings: lr (0.001, now 0.01), min_lr (0.0001, now "
          + "0.001); give it more --steps with --resume, or train with the new settings in another --output, or in its "
          + "place with --replace")
    }
    #expect(try workspace.read(LMFixture.checkpoint(10)) == before)
    #expect(try workspace.train(steps: 10, ["--lr", "0.01", "--replace"]).exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(10)) != before)
    #expect(try workspace.train(steps: 10, ["--force", "--replace"]).exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(10)) == before)
  }

  @Test func killedAndResumedEqualsUninterrupted() throws {
    let flags = ["--checkpoint-every", "100", "--validate-every", "50"]
    #expect(try workspace.train(steps: 200, output: "whole", flags).exitCode == 0)
    let killed = try interrupt(
      LMFixture.training(steps: 200) + flags, when: LMFixture.checkpoint(100)
    ) { kill($0.processIdentifier, SIGKILL) }
    #expect(killed.bySignal)
    #expect(!workspace.exists(LMFixture.checkpoint(200)))
    let resumed = try workspace.train(steps: 200, flags + ["--resume"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(resumed.standardError.contains("resuming from run/step-00000100.safetensors, step 100 of 200"))
    #expect(try workspace.read(LMFixture.checkpoint(200)) == workspace.read(LMFixture.checkpoint(200, run: "whole")))
    #expect(try LMFixture.losses(workspace) == LMFixture.losses(workspace, run: "whole"))
    let seconds = try LMFixture.records(workspace).compactMap { $0["seconds"] as? Double }
    #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(try workspace.train(steps: 200, flags).lastErrorLine.contains("up to date"))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalSavesAndSaysHowToGoOn(signal: Int32) throws {
    #expect(try workspace.train(steps: 400, output: "whole").exitCode == 0)
    let stopped = try interrupt(
      LMFixture.training(steps: 400), when: LMFixture.checkpoint(80)
    ) { kill($0.processIdentifier, signal) }
    #expect(stopped.code == (signal == SIGTERM ? 143 : 130))
    let message = stopped.errors.split(separator: "\n").last.map(String.init) ?? ""
    #expect(message.contains("continue with --resume"))
    let step = try #require(try workspace.list("run").last { $0.hasPrefix("step-") })
    #expect(message.contains(step))
    let plain = try workspace.train(steps: 400)
    #expect(plain.exitCode == 64)
    #expect(plain.lastErrorLine.contains("an unfinished run stands at step"))
    #expect(try workspace.train(steps: 400, ["--resume"]).exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(400)) == workspace.read(LMFixture.checkpoint(400, run: "whole")))
    #expect(try LMFixture.losses(workspace) == LMFixture.losses(workspace, run: "whole"))
  }

  @Test func theNumberOfThreadsChangesNoBit() throws {
    #expect(try workspace.train(steps: 15, output: "one", ["--threads", "1"]).exitCode == 0)
    #expect(try workspace.train(steps: 15, output: "two", ["--threads", "2"]).exitCode == 0)
    #expect(
      try workspace.read(LMFixture.checkpoint(15, run: "one")) == workspace.read(LMFixture.checkpoint(15, run: "two")))
  }

  @Test func moreStepsExtendARunWithoutStretchingItsSchedule() throws {
    #expect(try workspace.train(steps: 20).exitCode == 0)
    let extended = try workspace.train(steps: 40, ["--resume"])
    #expect(extended.exitCode == 0, "\(extended.standardError)")
    #expect(extended.standardError.contains("the schedule ends at step 20"))
    #expect(
      try workspace.train(steps: 40, output: "whole", ["--decay-steps", "20", "--warmup-steps", "1"]).exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(40)) == workspace.read(LMFixture.checkpoint(40, run: "whole")))
    #expect(try workspace.train(steps: 40, ["--resume"]).lastErrorLine.contains("up to date"))
    let stretched = try workspace.train(steps: 60, ["--resume", "--decay-steps", "60"])
    #expect(stretched.exitCode == 64)
    #expect(
      stretched.lastErrorLine
        == "lm-train: run: the run there was made with other settings: decay_steps (20, now 60); "
        + "continue with its own settings by leaving flags out, or start over with --replace")
    let fewer = try workspace.train(steps: 30, ["--resume"])
    #expect(fewer.exitCode == 64)
    #expect(fewer.lastErrorLine.contains("is already at step 40 (expected --steps 40 or more)"))
  }

  @Test func aRunMayEndEarlierThanItWasMeantTo() throws {
    let flags = ["--decay-steps", "40", "--warmup-steps", "2", "--checkpoint-every", "10", "--keep", "all"]
    #expect(try workspace.train(steps: 40, flags).exitCode == 0)
    for step in [20, 30, 40] { try FileManager.default.removeItem(atPath: workspace.path(LMFixture.checkpoint(step))) }
    #expect(try workspace.train(steps: 10, flags).lastErrorLine.contains("an unfinished run stands at step 10 of 40"))
    #expect(try workspace.train(steps: 10, flags + ["--resume"]).exitCode == 0)
    #expect(try workspace.train(steps: 10, flags).lastErrorLine.contains("up to date"))
  }

  @Test func aFinishedRunIsRecognisedWithoutItsManifest() throws {
    #expect(try workspace.train(steps: 10).exitCode == 0)
    let before = try workspace.read(LMFixture.checkpoint(10))
    for name in ["manifest.db", "receipts"] { try FileManager.default.removeItem(atPath: workspace.path(name)) }
    let again = try workspace.train(steps: 10, ["--resume"])
    #expect(again.exitCode == 0, "\(again.standardError)")
    #expect(try LMFixture.records(workspace).filter { $0["split"] as? String == "train" }.count == 10)
    #expect(try workspace.read(LMFixture.checkpoint(10)) == before)
    #expect(try workspace.train(steps: 10, ["--resume"]).lastErrorLine.contains("up to date"))
  }

  @Test func resumeTakesWhatIsLeftOutFromTheRun() throws {
    #expect(try workspace.train(steps: 10, ["--lr", "0.004", "--seed", "7"]).exitCode == 0)
    let short = try workspace.run(
      "lm-train", "--dataset", "dataset", "--output", "run", "--resume", "--steps", "20")
    #expect(short.exitCode == 0, "\(short.standardError)")
    #expect(workspace.exists(LMFixture.checkpoint(20)))
  }

  @Test func damagedCheckpointsArePassedOver() throws {
    let flags = ["--checkpoint-every", "10"]
    #expect(try workspace.train(steps: 30, output: "whole", flags).exitCode == 0)
    #expect(try workspace.train(steps: 20, flags + ["--decay-steps", "30", "--warmup-steps", "1"]).exitCode == 0)
    var bytes = try workspace.read(LMFixture.checkpoint(20))
    bytes[bytes.count - 100] ^= 1
    try bytes.write(to: workspace.folder.appendingPathComponent(LMFixture.checkpoint(20)))
    let resumed = try workspace.train(steps: 30, flags + ["--resume"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(resumed.standardError.contains("skipped: run/step-00000020.safetensors: the parameters are not what"))
    #expect(resumed.standardError.contains("resuming from run/step-00000010.safetensors"))
    #expect(try workspace.read(LMFixture.checkpoint(30)) == workspace.read(LMFixture.checkpoint(30, run: "whole")))
  }

  private func groups(_ run: String) throws -> Int? {
    try workspace.config(run)["gradient_groups"] as? Int
  }

  /// The number of groups is a setting: 1 has no key in config.json, as runs had before there were groups.
  @Test func gradientGroupsAreASetting() throws {
    for (output, flags) in [("usual", []), ("two", ["--gradient-groups", "2"]), ("one", ["--gradient-groups", "1"])] {
      #expect(try workspace.train(steps: 4, output: output, flags).exitCode == 0)
    }
    #expect(try ["usual", "two", "one"].map(groups) == [8, 2, nil])
    let digests = try ["usual", "two", "one"].map { try workspace.read(LMFixture.checkpoint(4, run: $0)) }
    #expect(Set(digests).count == 3)
    // The same command again, and one that leaves the groups of the run that stands there out.
    for flags in [["--gradient-groups", "1"], []] {
      #expect(try workspace.train(steps: 4, output: "one", flags).standardError.contains("up to date"))
    }
    let longer = try workspace.run("lm-train", arguments: ["--output", "one", "--resume", "--steps", "6"])
    #expect(try longer.exitCode == 0 && groups("one") == nil, "\(longer.standardError)")
    let odd = try workspace.run("lm-train", "--output", "two", "--resume", "--batch-size", "3")
    #expect(odd.exitCode == 64 && odd.standardError.contains("batch_size (8, now 3)"), "\(odd.standardError)")
    let other = try workspace.train(steps: 4, output: "two", ["--gradient-groups", "4"])
    #expect(
      other.exitCode == 64 && other.standardError.contains("gradient_groups (2, now 4)"), "\(other.standardError)")
  }

  @Test(arguments: [
    (["--gradient-groups", "3"], "--gradient-groups: 3 (expected a power of two from 1 to 1024)"),
    (["--gradient-groups", "8", "--batch-size", "4"], "--gradient-groups: 8 (expected 1, 2 or 4 with --batch-size 4"),
    (["--gradient-groups", "8", "--device", "cuda"], "--gradient-groups 8: is for training on the CPU"),
  ])
  func gradientGroupsThatCannotBe(flags: [String], message: String) throws {
    let result = try workspace.train(steps: 4, flags)
    #expect(result.exitCode == 64 && result.standardError.contains(message), "\(result.standardError)")
    #expect(!workspace.exists("run"))
  }

  @Test func accumulationAndAblationsTrain() throws {
    for (index, flags) in [
      ["--gradient-accumulation", "2"], ["--norm", "post"], ["--norm", "none"], ["--position", "none"],
      ["--ffn", "silu"], ["--tie-embeddings"], ["--clip", "0"],
    ].enumerated() {
      let result = try workspace.train(steps: 5, output: "run\(index)", flags)
      #expect(result.exitCode == 0, "\(flags): \(result.standardError)")
    }
  }
}
