import Foundation
import Formats
import Testing

/// `lm-train --lora-rank` and `--patience` as their user runs them.
@Suite struct LMAdaptersTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.train(steps: 20, output: "base")
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private func tune(_ flags: String..., output: String = "tuned", steps: Int = 4) throws -> ToolRunner.Result {
    try workspace.run(
      "lm-train",
      arguments: [
        "--init-from", "base", "--dataset", "dataset", "--output", output, "--steps", "\(steps)", "--batch-size", "8",
      ] + flags)
  }

  private func tensors(_ step: Int, _ run: String) throws -> [String: [Float]] {
    let file = try SafetensorsFile(path: workspace.path(LMFixture.checkpoint(step, run: run)))
    let names = file.names.filter { file.info($0)?.type == .float32 }
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, Array(try file.floats($0))) })
  }

  @Test func adaptersAreTrained() throws {
    let result = try tune("--lora-rank", "2", "--lora-target", "*.attn.*", "--checkpoint-every", "2", "--keep", "all")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardError.contains("adapters of rank 2: 1,024 parameters are trained, all others stay"))
    let (before, after) = (try tensors(20, "base"), try tensors(4, "tuned"))
    for (name, values) in before where !name.hasPrefix("optim.") {
      #expect((after[name] != values) == (name.contains(".attn.")), "\(name)")
    }
    #expect(after["optim.lora_base.layers.1.attn.v_proj.weight"] == before["layers.1.attn.v_proj.weight"])
    #expect(after["optim.lora_a.layers.1.attn.v_proj.weight"]?.count == 64)
    #expect(after["optim.m.lora_b.layers.1.attn.v_proj.weight"]?.count == 64)
    #expect(after["optim.m.layers.1.attn.v_proj.weight"] == nil)
    let config = try workspace.config("tuned")
    #expect(config["lora_rank"] as? Int == 2 && config["lora_alpha"] as? Double == 4)
    #expect(config["lora_targets"] as? [String] == ["*.attn.*"] && config["settings_version"] as? Int == 3)
    // It goes on to the bit, and the model alone is a model like any other.
    let last = LMFixture.checkpoint(4, run: "tuned")
    let whole = try workspace.read(last)
    try FileManager.default.removeItem(atPath: workspace.path(last))
    #expect(try workspace.run("lm-train", "--output", "tuned", "--resume").exitCode == 0)
    #expect(try workspace.read(last) == whole)
    #expect(try workspace.run("lm-eval", "--checkpoint", "tuned", "--dataset", "dataset").exitCode == 0)
    #expect(
      try tune("--lora-rank", "2", "--lora-target", "*.attn.*", "--checkpoint-every", "2", "--keep", "all")
        .standardError.contains("up to date"))
  }

  @Test func whatCannotBe() throws {
    for (flags, words) in [
      (["--lora-rank", "99"], "--lora-rank: 99 (expected at most 32)"),
      (["--lora-alpha", "2"], "--lora-alpha: is for adapters; add --lora-rank, or leave it out"),
      (["--lora-rank", "2", "--optimizer", "muon"], "adapters of --lora-rank are moved by adamw"),
      (["--lora-rank", "2", "--lora-target", "lm_head"], "--lora-target: no matrix of a block is called \"lm_head\""),
      (["--lora-rank", "2", "--lora-alpha", "nan"], "--lora-alpha: nan"),
      (["--patience", "0"], "--patience: 0 (expected 1 to"),
      (["--patience", "1", "--validate-every", "0"], "--patience: counts validations"),
    ] {
      let result = try workspace.run(
        "lm-train",
        arguments: ["--init-from", "base", "--dataset", "dataset", "--output", "no", "--steps", "2"] + flags)
      #expect(result.exitCode == 64 && result.lastErrorLine.contains(words), "\(result.standardError)")
      #expect(!workspace.exists("no"))
    }
    #expect(try tune("--lora-rank", "0", output: "none", steps: 1).exitCode == 0)
    #expect(try workspace.config("none")["lora_rank"] == nil)
  }

  /// A rate so low that no validation finds a lower loss than the first.
  @Test func patienceEnds() throws {
    let flags = [
      "--lr", "1e-30", "--min-lr", "1e-30", "--validate-every", "2", "--patience", "2", "--warmup-steps", "0",
    ]
    func run(_ more: [String] = [], steps: Int = 40) throws -> ToolRunner.Result {
      try workspace.run(
        "lm-train",
        arguments: [
          "--init-from", "base", "--dataset", "dataset", "--output", "tuned", "--steps", "\(steps)", "--batch-size",
          "8",
        ] + flags + more)
    }
    let result = try run()
    #expect(result.exitCode == 0, "\(result.standardError)")
    let records = try LMFixture.records(workspace, run: "tuned")
    let losses = records.compactMap { $0["valid_loss"] as? Double }
    let end = try #require(records.last?["step"] as? Int)
    #expect(end < 40 && records.last?["ended_early"] as? Int == 2)
    #expect(result.standardError.contains("ended after step \(end) of 40: no lower validation loss in 2 validations"))
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(losses.count == best + 3 && end == 2 * losses.count)
    #expect(result.text.contains("at step \(2 * (best + 1))"))
    #expect(workspace.exists(LMFixture.checkpoint(end, run: "tuned")))
    #expect(workspace.exists(LMFixture.checkpoint(2 * (best + 1), run: "tuned")))
    // It is finished: nothing is done again.
    #expect(try run().standardError.contains("up to date"))
    #expect(try workspace.run("lm-train", "--output", "tuned", "--resume").standardError.contains("up to date"))
    #expect(try workspace.run("manifest", "verify").exitCode == 0)
    let report = try workspace.run("lm-eval", "compare", "tuned", "--json").text
    #expect(!report.contains("unfinished"), "\(report)")
    // With more patience it goes on.
    let more = try workspace.run("lm-train", "--output", "tuned", "--resume", "--patience", "3")
    #expect(more.exitCode == 0 && more.standardError.contains("resuming from"), "\(more.standardError)")
    #expect(try #require(LMFixture.records(workspace, run: "tuned").last?["step"] as? Int) > end)
  }
}
