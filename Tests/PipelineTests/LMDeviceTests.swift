import Foundation
import TestSupport
import Testing

/// `lm-train --device`: what it refuses, and the same training as the CPU's own kernels.
@Suite("Training on a device, as a user runs it")
struct LMDeviceTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  /// Compiled programs are kept in the workspace, not in the home of whoever runs the tests.
  private func train(_ arguments: [String]) throws -> ToolRunner.Result {
    try workspace.run("lm-train", arguments: arguments, environment: ["XDG_CACHE_HOME": workspace.path("cache")])
  }

  private func losses(_ run: String) throws -> [Double] {
    try LMFixture.records(workspace, run: run).compactMap { ($0["loss"] ?? $0["valid_loss"]) as? Double }
  }

  @Test(
    "what is no device is refused before anything is written",
    arguments: [
      (["--device", "gpu"], 64, "no device is called"),
      (["--device", "./nothing.so"], 66, "nothing.so"),
      (["--device", "./text.so"], 65, "text.so"),
      (["--precision", "bf16"], 64, "--precision bf16: is for accelerators"),
      (["--devices", "2"], 64, "--devices 2: is for accelerators"),
      (["--steps-per-launch", "2"], 64, "--steps-per-launch 2: is for accelerators"),
      (["--devices", "0"], 64, "--devices 0"),
    ])
  func refused(flags: [String], code: Int, words: String) throws {
    try Data("no library".utf8).write(to: URL(fileURLWithPath: workspace.path("text.so")))
    let result = try train(LMFixture.training(steps: 4) + flags)
    #expect(result.exitCode == Int32(code), "\(result.standardError)")
    #expect(result.standardError.contains(words), "\(result.standardError)")
    #expect(!workspace.exists("run/metrics.jsonl"))
  }

  @Test(
    "losses and validations are those of our own kernels, and the run is told from theirs",
    .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)), arguments: TestPlugin.cpu)
  func agrees(plugin: TestPlugin) throws {
    let every = ["--validate-every", "4", "--checkpoint-every", "8"]
    let device = ["--device", plugin.path, "--devices", "2"]
    #expect(try train(LMFixture.training(steps: 16, output: "cpu") + every).exitCode == 0)
    let first = try train(LMFixture.training(steps: 16, output: "device") + every + device)
    #expect(first.exitCode == 0, "\(first.standardError)")
    let (found, expected) = (try losses("device"), try losses("cpu"))
    #expect(found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    // The same again is up to date; another engine is another setting, and no other one for a resume.
    let again = try train(LMFixture.training(steps: 16, output: "device") + every + device)
    #expect(again.standardError.contains("up to date"), "\(again.standardError)")
    let other = try train(LMFixture.training(steps: 16, output: "device") + every)
    #expect(other.exitCode == 64 && other.standardError.contains("device ("), "\(other.standardError)")
    #expect(try train(["--output", "device", "--resume", "--device", "cpu"]).standardError.contains("up to date"))
    let config = try JSONSerialization.jsonObject(with: workspace.read("device/config.json")) as? [String: Any]
    #expect(config?["devices"] as? Int == 2 && config?["precision"] as? String == "fp32")
    #expect((config?["engine"] as? [String: Any])?["plugin"] as? String == plugin.path)
  }

  /// What the record says of the device is no part of the key: to compare it, a plugin would have to be started.
  @Test(
    "the record says what computed a run, and an answer that it is up to date needs no plugin",
    .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)), arguments: TestPlugin.cpu)
  func recorded(plugin: TestPlugin) throws {
    let link = workspace.path("own.so")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: plugin.path)
    let training = LMFixture.training(steps: 2) + ["--device", "./own.so", "--precision", "bf16"]
    #expect(try train(training).exitCode == 0)
    let measuring = ["--checkpoint", "run", "--dataset", "dataset", "--output", "eval.json", "--device", "./own.so"]
    #expect(try workspace.run("lm-eval", arguments: measuring).exitCode == 0)
    try FileManager.default.removeItem(atPath: link)
    for result in [try train(training), try workspace.run("lm-eval", arguments: measuring)] {
      #expect(result.exitCode == 0 && result.standardError.contains("up to date"), "\(result.standardError)")
    }
    let log = try workspace.run("manifest", "log", "--json", "--stage", "lm-train").standardOutput
    let runs = try #require(JSONSerialization.jsonObject(with: log) as? [[String: Any]])
    let device = try #require(runs.first?["device"] as? [String: Any])
    #expect(device["plugin"] as? String == "./own.so" && device["precision"] as? String == "bf16")
    #expect((device["plugin_version"] as? String)?.hasPrefix("0.") == true && device["count"] as? Int == 1)
    for (path, precision) in [("run", "bf16"), ("eval.json", "fp32")] {
      let why = try workspace.run("manifest", "why", path).text
      #expect(why.contains("  device   cpu, \(precision); ./own.so, PJRT 0."), "\(why)")
    }
  }

  @Test(
    "a run goes from one engine to the other",
    .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)), arguments: TestPlugin.cpu)
  func changesEngine(plugin: TestPlugin) throws {
    let flags = ["--validate-every", "0", "--checkpoint-every", "4"]
    let schedule = ["--decay-steps", "12", "--warmup-steps", "1"]
    #expect(try train(LMFixture.training(steps: 12, output: "whole") + flags + schedule).exitCode == 0)
    #expect(try train(LMFixture.training(steps: 4, output: "run") + flags + schedule).exitCode == 0)
    let on = try train(["--output", "run", "--resume", "--steps", "8", "--device", plugin.path])
    #expect(on.exitCode == 0, "\(on.standardError)")
    // What is left out, the engine too, is the run's.
    let back = try train(["--output", "run", "--resume", "--steps", "12", "--device", "cpu"])
    #expect(back.exitCode == 0, "\(back.standardError)")
    let (found, expected) = (try losses("run"), try losses("whole"))
    #expect(found.count == 12 && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(try LMFixture.records(workspace).map { $0["step"] as? Int } == Array(1...12))
    let sample = try workspace.run(
      "lm-sample", "--checkpoint", "run", "--tokenizer", "tokenizer", "--prompt", "a", "--max-new-tokens", "4")
    #expect(sample.exitCode == 0, "\(sample.standardError)")
  }
}
