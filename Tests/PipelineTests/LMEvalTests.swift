import Foundation
import Testing

/// lm-eval as its user runs it.
@Suite struct LMEvalTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 30))
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  private func evaluate(_ more: String...) throws -> [String: Any] {
    let result = try workspace.run(
      "lm-eval", arguments: ["--checkpoint", "run", "--dataset", "dataset", "--json", "--force"] + more)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any] ?? [:]
  }

  @Test func theSameEveryTimeAndWithEveryNumberOfThreads() throws {
    let one = try evaluate("--threads", "1")
    let two = try evaluate("--threads", "2")
    #expect(one["loss"] as? Double == two["loss"] as? Double)
    let loss = try #require(one["loss"] as? Double)
    let perplexity = try #require(one["perplexity"] as? Double)
    #expect(abs(exp(loss) / perplexity - 1) < 1e-12)
    #expect(one["bits_per_byte"] == nil)
  }

  @Test func agreesWithTheValidationOfTraining() throws {
    let record = try LMFixture.records(workspace).last { $0["split"] as? String == "valid" }
    let trained = try #require(record?["valid_loss"] as? Double)
    let loss = try #require(try evaluate()["loss"] as? Double)
    #expect(abs(loss - trained) < 1e-5)
  }

  @Test func narrowWeightsChangeTheLossALittle() throws {
    let exact = try #require(try evaluate()["loss"] as? Double)
    for (precision, most) in [("bf16", 0.01), ("int8", 0.02)] {
      let loss = try #require(try evaluate("--weights", precision)["loss"] as? Double)
      #expect(loss != exact)
      #expect(abs(loss - exact) < most, "\(precision)")
    }
    #expect(try evaluate("--weights", "fp32")["loss"] as? Double == exact)
  }

  @Test func bitsPerByteLeaveSpecialTokensOut() throws {
    let result = try evaluate("--tokenizer", "tokenizer")
    let tokens = try #require(result["tokens"] as? Int)
    let bytes = try #require(result["bytes"] as? Int)
    #expect(bytes == tokens + 1 - 40 - 1)  // every token is a byte, but for 40 separators and the first token
    #expect(try #require(result["bits_per_byte"] as? Double) > 0)
  }

  @Test func maxTokensAndSplitsAreObeyed() throws {
    #expect(try evaluate("--max-tokens", "100")["tokens"] as? Int == 100)
    #expect(try evaluate("--split", "train", "--max-tokens", "65")["tokens"] as? Int == 65)
    let result = try workspace.run("lm-eval", "--checkpoint", "run", "--dataset", "dataset", "--split", "test")
    #expect(result.exitCode == 65)
    #expect(result.lastErrorLine.contains("train"))
  }

  @Test func aSecondRunIsUpToDateAndStillTellsTheResult() throws {
    let arguments = ["--checkpoint", "run", "--dataset", "dataset", "--output", "eval.json"]
    let first = try workspace.run("lm-eval", arguments: arguments)
    let second = try workspace.run("lm-eval", arguments: arguments)
    #expect(first.exitCode == 0, "\(first.standardError)")
    #expect(second.standardError.contains("up to date"))
    #expect(first.text == second.text)
    #expect(first.text.contains("perplexity"))
    let json = try JSONSerialization.jsonObject(with: workspace.read("eval.json")) as? [String: Any]
    #expect(json?["step"] as? Int == 30)
  }
}
