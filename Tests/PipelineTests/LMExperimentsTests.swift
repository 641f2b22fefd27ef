import Foundation
import Testing

/// What the scripts of the experiments rely on.
@Suite struct LMExperimentsTests {
  @Test func plansStandBesideEachOther() throws {
    let workspace = try Workspace()
    for model in ["gpt2-small", "gpt2-xl"] {
      let plan = try workspace.run(
        "lm-train", "--plan", "--json", "--preset", model, "--memory", "80GB", "--flops", "19.5e12", "--steps",
        "400000",
        "--batch-size", "1024")
      #expect(plan.exitCode == 0, "\(plan.standardError)")
      try workspace.write(plan.text, to: "\(model).json")
    }
    let table = try workspace.run("lm-train", "tabulate", "gpt2-small.json", "gpt2-xl.json")
    #expect(table.exitCode == 0, "\(table.standardError)")
    let lines = table.text.split(separator: "\n").map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(lines.contains(["", "gpt2-small", "gpt2-xl"]))
    #expect(lines.contains { $0.first == "total" && $0.last == "2,127,057,600" })
    #expect(lines.contains(["FLOPs of a step", "1.07e15", "1.39e16"]))
    // 400,000 steps of 1,024 sequences at half of 19.5 TFLOP/s.
    #expect(lines.contains(["days", "510", "6,584"]))
    #expect(lines.contains(["sequences in a step", "1,024", "1,024"]))

    try workspace.write("{}", to: "other.json")
    let other = try workspace.run("lm-train", "tabulate", "other.json")
    #expect(other.exitCode == 65)
    #expect(
      other.lastErrorLine
        == "lm-train tabulate: other.json: not a plan (expected parameters and flops); "
        + "make one with lm-train --plan --json")
  }

  @Test func theToyShowsFourRates() throws {
    let workspace = try Workspace()
    let table = try workspace.run("lm-train", "toy", "--lr", "1", "10", "100", "1000")
    #expect(table.exitCode == 0, "\(table.standardError)")
    #expect(table.text.split(separator: "\n").count == 13)
    #expect(table.text.hasPrefix("| steps |"))
    let json = try workspace.run("lm-train", "toy", "--lr", "100", "--steps", "2", "--json")
    let curves = try JSONSerialization.jsonObject(with: json.standardOutput) as? [[String: Any]]
    let losses = try #require(curves?.first?["losses"] as? [Double])
    #expect(losses.count == 3)
    #expect(abs(losses[1] / losses[0] - 1) < 1e-5)  // the first step turns every weight round
    let bad = try workspace.run("lm-train", "toy", "--lr", "-1")
    #expect(bad.exitCode == 64)
    #expect(try workspace.list() == [])
  }

  @Test func aDivergedRunIsNotRepeated() throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    func train(_ more: String...) throws -> ToolRunner.Result {
      try workspace.run(
        "lm-train",
        arguments: LMFixture.training(steps: 60) + ["--lr", "1e30", "--warmup-steps", "50", "--resume", "--replace"]
          + more)
    }
    let first = try train()
    #expect(first.exitCode == 3)
    let records = try workspace.read("run/metrics.jsonl")
    let step = try #require(try LMFixture.records(workspace).last?["step"] as? Int)
    let second = try train()
    #expect(second.exitCode == 3)
    #expect(
      second.standardError
        == "lm-train: diverged at step \(step), as the run in --output found with the same settings; "
        + "change --lr, --warmup-steps or --clip, or repeat it with --force\n")
    #expect(try workspace.read("run/metrics.jsonl") == records)
    // Other settings and --force are reasons to train.
    #expect(try train("--force").standardError.contains("running"))
    #expect(try train("--seed", "5").standardError.contains("running"))
  }
}
