import Foundation
import Testing

/// NaN and infinities on the command line: every flag that takes a number with a point refuses them with 64.
@Suite struct NotANumberFlagsTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    try workspace.write("x", to: "x.txt")
  }

  private static let values = ["nan", "-nan", "inf", "-inf", "infinity", "1e400", "nan(0x1)"]

  private func expectUsage(_ tool: String, _ arguments: [String], _ flag: String) throws {
    for value in Self.values {
      let result = try workspace.run(tool, arguments: arguments + ["\(flag)=\(value)"])
      #expect(result.exitCode == 64, "\(tool) \(flag) \(value): \(result.exitCode) \(result.standardError)")
      let name = flag.drop { $0 == "-" }
      #expect(result.standardError.contains(name), "\(flag) \(value): \(result.standardError)")
      #expect(result.text == "")
    }
  }

  @Test(arguments: ["--lr", "--min-lr", "--weight-decay", "--beta1", "--beta2", "--eps", "--clip", "--rope-theta"])
  func ofTraining(_ flag: String) throws {
    try expectUsage("lm-train", LMFixture.training(steps: 3), flag)
    try expectUsage("lm-train", ["--plan"], flag)
    #expect(!workspace.exists("run"))
  }

  @Test(arguments: ["--flops", "--utilization", "--memory"])
  func ofPlans(_ flag: String) throws { try expectUsage("lm-train", ["--plan"], flag) }

  @Test func ofTheToy() throws { try expectUsage("lm-train", ["toy"], "--lr") }

  @Test(arguments: ["--temperature", "--top-p"])
  func ofSampling(_ flag: String) throws {
    try expectUsage("lm-sample", ["--checkpoint", "none", "--tokenizer", "tokenizer", "--prompt", "A"], flag)
  }

  @Test func ofStateDicts() throws {
    let shape = ["--heads", "2", "--context-length", "32"]
    try expectUsage(
      "lm-sample", ["--checkpoint", "none", "--tokenizer", "tokenizer", "--prompt", "A"] + shape, "--rope-theta")
    try expectUsage("lm-eval", ["--checkpoint", "none", "--dataset", "dataset"] + shape, "--rope-theta")
    try expectUsage(
      "lm-train", ["export", "--checkpoint", "none", "--tokenizer", "tokenizer", "--hf", "hf"] + shape, "--rope-theta")
  }

  @Test func ofDatasets() throws {
    try expectUsage("shard", ["--input", "encoded", "--output", "out"], "--valid-fraction")
    try expectUsage("shard", ["--input", "encoded", "--output", "out"], "--memory")
  }

  @Test func ofStories() throws { try expectUsage("tell-stories", ["--output", "stories.txt"], "--megabytes") }

  @Test func ofTheMachinesSpeed() throws { try expectUsage("machine-speed", [], "--seconds") }
}
