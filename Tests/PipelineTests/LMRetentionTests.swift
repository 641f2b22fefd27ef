import Foundation
import Testing

/// Which checkpoints of a run stay.
@Suite struct LMRetentionTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  @Test func retentionKeepsWhatItWasAskedTo() throws {
    let result = try workspace.train(steps: 60, ["--checkpoint-every", "5", "--keep", "2", "--keep-every", "20"])
    #expect(result.exitCode == 0)
    #expect(
      try workspace.list("run").filter { $0.hasPrefix("step-") }.map { $0.prefix(13) }
        == ["step-00000020", "step-00000040", "step-00000055", "step-00000060"])
    let best = try workspace.train(
      steps: 60, output: "best", ["--checkpoint-every", "10", "--validate-every", "10", "--keep", "1", "--keep-best"])
    #expect(best.exitCode == 0)
    let losses = try LMFixture.records(workspace, run: "best").filter { $0["split"] as? String == "valid" }
      .map { ($0["step"] as? Int ?? 0, $0["valid_loss"] as? Double ?? .infinity) }
    let lowest = try #require(losses.min { $0.1 < $1.1 }?.0)
    #expect(workspace.exists(LMFixture.checkpoint(lowest, run: "best")))
  }

  private func checkpoints(_ run: String) throws -> [String] {
    try workspace.list(run).filter { $0.hasPrefix("step-") }.map { String($0.dropFirst(5).prefix(8)) }
  }

  /// Records of an earlier part of a run say which step was the best.
  @Test func theNewestThreeAndTheBestStayByDefault() throws {
    let flags = ["--checkpoint-every", "5", "--validate-every", "5", "--decay-steps", "40", "--warmup-steps", "1"]
    #expect(try workspace.train(steps: 10, flags).exitCode == 0)
    let metrics = String(decoding: try workspace.read("run/metrics.jsonl"), as: UTF8.self)
    let better = metrics.split(separator: "\n").map(String.init).map { line in
      line.contains("\"step\":5,") ? line.replacing(/"valid_loss":[0-9.]+/, with: "\"valid_loss\":0.125") : line
    }
    try workspace.write(better.joined(separator: "\n") + "\n", to: "run/metrics.jsonl")
    let result = try workspace.train(steps: 40, flags + ["--resume"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try checkpoints("run") == ["00000005", "00000030", "00000035", "00000040"])
    #expect(result.text.contains("kept             4 checkpoints: the newest 3 and the best (--keep)\n"))
    #expect(
      result.text.contains("best             run/step-00000005.safetensors: validation loss 0.1250 at step 5\n"))
    let eval = ["--dataset", "dataset", "--json", "--checkpoint"]
    for (path, step) in [("run", "40"), ("run/best", "5")] {
      #expect(try workspace.run("lm-eval", arguments: eval + [path]).text.contains("\"step\": \(step)"), "\(path)")
    }
    #expect(try workspace.train(steps: 40, output: "all", flags + ["--keep", "all"]).exitCode == 0)
    #expect(try checkpoints("all").count == 8)
  }

  /// Its owner counts on all of them.
  @Test func aRunOfAnEarlierVersionGoesOnToKeepAll() throws {
    let flags = ["--checkpoint-every", "5", "--decay-steps", "40", "--warmup-steps", "1"]
    #expect(try workspace.train(steps: 20, flags + ["--keep", "all"]).exitCode == 0)
    let settings = String(decoding: try workspace.read("run/config.json"), as: UTF8.self)
    let earlier = settings.replacing(",\"keep\":\"all\",\"keep_best\":false", with: "")
    #expect(earlier != settings)
    try workspace.write(earlier, to: "run/config.json")
    #expect(try workspace.train(steps: 40, ["--resume"]).exitCode == 0)
    #expect(try checkpoints("run").count == 8)
  }

  @Test func withoutAValidationThereIsNoBest() throws {
    #expect(try workspace.train(steps: 4, ["--validate-every", "0"]).exitCode == 0)
    try workspace.expect(
      "lm-eval", ["--dataset", "dataset", "--checkpoint", "run/best"], code: 66,
      "run: no best checkpoint is known (expected a validation loss in metrics.jsonl for one of the checkpoints); "
        + "name a step-….safetensors, or the folder for the newest")
    try workspace.expect(
      "lm-eval", ["--dataset", "dataset", "--checkpoint", "none/best"], code: 66,
      "none/best: no such file; check the path")
  }
}
