import Foundation
import Testing

@testable import lm_train

/// `lm-train --optimizer muon` as its user runs it.
@Suite struct LMOptimizerTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func train(_ flags: [String], steps: Int = 12, output: String = "run") throws -> ToolRunner.Result {
    try workspace.run("lm-train", arguments: LMFixture.training(steps: steps, output: output) + flags)
  }

  private func refused(_ flags: [String]) throws -> String {
    let result = try train(flags, output: "refused")
    #expect(result.exitCode == 64, "\(result.standardError)")
    #expect(!workspace.exists("refused"))
    return result.standardError
  }

  private static let muon = ["--optimizer", "muon", "--warmup-steps", "2"]

  @Test func itLearnsAndGoesOnToTheBit() throws {
    let every = ["--checkpoint-every", "6", "--decay-steps", "40", "--keep", "all"]
    let whole = try train(Self.muon + every, steps: 40, output: "whole")
    #expect(whole.exitCode == 0, "\(whole.standardError)")
    #expect(try train(Self.muon + every, steps: 12).exitCode == 0)
    let resumed = try workspace.run(
      "lm-train", arguments: ["--output", "run", "--resume", "--steps", "40", "--threads", "1"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(
      try workspace.read(LMFixture.checkpoint(40)) == workspace.read(LMFixture.checkpoint(40, run: "whole")))
    let losses = try LMFixture.records(workspace).compactMap { $0["loss"] as? Double }
    #expect(try #require(losses.last) < 0.6 * (try #require(losses.first)))
  }

  @Test func settingsOfMuonAreRecordedAndThoseOfAdamWAreWhatTheyWere() throws {
    func configuration(_ flags: [String], _ output: String) throws -> [String: Any] {
      #expect(try train(flags, steps: 1, output: output).exitCode == 0)
      return try workspace.config(output)
    }
    let (muon, adamW) = (try configuration(["--optimizer", "muon"], "muon"), try configuration([], "adamw"))
    let own = Set(muon.keys).subtracting(adamW.keys)
    #expect(
      own == [
        "optimizer", "momentum", "momentum_warmup_steps", "muon_scale", "lr_embedding", "lr_head", "lr_vectors",
        "settings_version",
      ])
    #expect(muon["optimizer"] as? String == "muon" && muon["lr"] as? Double == MuonDefaults.rate(.original))
    // What says nothing new is no other setting.
    let same = ["--optimizer", "adamw", "--lr-head", "1e-3", "--no-cautious-weight-decay"]
    let again = try train(same, steps: 1, output: "adamw")
    #expect(again.standardError.contains("up to date"), "\(again.standardError)")
    let others = try configuration(["--lr-embedding", "0.01", "--cautious-weight-decay"], "others")
    #expect(Set(others.keys).subtracting(adamW.keys) == ["lr_embedding", "cautious_weight_decay", "settings_version"])
  }

  @Test func anotherOptimizerIsAnotherSetting() throws {
    #expect(try train([]).exitCode == 0)
    let result = try train(Self.muon + ["--resume"], steps: 20)
    #expect(result.exitCode == 64, "\(result.standardError)")
    #expect(result.standardError.contains("optimizer (none, now \"muon\")"), "\(result.standardError)")
  }

  @Test func whatDoesNotFitIsRefusedBeforeAnythingIsWritten() throws {
    #expect(try refused(["--optimizer", "sgd"]).contains("--optimizer sgd: must be adamw or muon"))
    #expect(try refused(["--momentum", "0.9"]).contains("--momentum 0.9: is for --optimizer muon"))
    #expect(try refused(["--muon-scale", "original"]).contains("--muon-scale original: is for --optimizer muon"))
    #expect(try refused(Self.muon + ["--momentum", "1"]).contains("--momentum: 1.0 (expected 0 or above and below 1)"))
    #expect(
      try refused(["--tie-embeddings", "--lr-head", "0.1"])
        .contains("--lr-head 0.1: tied embeddings are moved at --lr-embedding"))
    let text = try refused(Self.muon + ["--freeze", "layers.0", "--device", "cuda"])
    #expect(text.contains("--freeze: is for training on the CPU, and --device cuda"), "\(text)")
    #expect(text.split(separator: "\n").count == 1)
  }

  @Test func thePlanCountsIt() throws {
    func plan(_ flags: [String]) throws -> [String: Any] {
      let result = try workspace.run("lm-train", arguments: ["--plan", "--json"] + flags)
      return try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any] ?? [:]
    }
    func perStep(_ plan: [String: Any]) -> Double {
      ((plan["flops"] as? [String: Any])?["training_per_step"] as? NSNumber)?.doubleValue ?? 0
    }
    let (muon, adamW) = (try plan(["--optimizer", "muon"]), try plan([]))
    let own = try #require(muon["optimizer_flops_per_step"] as? NSNumber).doubleValue
    #expect(perStep(muon) - perStep(adamW) == own && adamW["optimizer_flops_per_step"] == nil)
    #expect(own > 0.05 * perStep(adamW) && own < 0.15 * perStep(adamW))
    let text = try workspace.run("lm-train", arguments: ["--plan", "--optimizer", "muon"]).text
    #expect(text.contains("by Newton–Schulz, for Muon"))
  }
}
