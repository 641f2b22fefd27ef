import Foundation
import Testing

/// `lm-train --plan`: numbers that can be checked by hand.
@Suite struct LMPlanTests {
  private func plan(_ arguments: String...) throws -> [String: Any] {
    let workspace = try Workspace()
    let result = try workspace.run("lm-train", arguments: ["--plan", "--json"] + arguments)
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try workspace.list() == [])
    return try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any] ?? [:]
  }

  private func number(_ object: Any?, _ path: String...) -> Double? {
    path.reduce(object) { ($0 as? [String: Any])?[$1] }.flatMap { ($0 as? NSNumber)?.doubleValue }
  }

  @Test func gpt2XLFromItsSizes() throws {
    let plan = try plan(
      "--vocab-size", "50257", "--context-length", "1024", "--layers", "48", "--d-model", "1600", "--d-ff", "6400",
      "--heads", "25")
    #expect(number(plan, "parameters", "total") == 2_127_057_600)
    // 48 layers of three products, each of (1024, 1600) with (1600, 6400): 2mnp.
    let feedForward: Double = 48 * 3 * 2 * 1024 * 1600 * 6400
    #expect(number(plan, "flops", "forward_per_sequence", "ffn") == feedForward)
    #expect(number(plan, "flops", "forward_per_sequence", "total") == 4_513_336_524_800)
    #expect(number(plan, "memory", "course", "fixed", "optimizer") == 17_016_460_800)
  }

  @Test func theDefaultIsTinyStories() throws {
    let plan = try plan("--memory", "80GB", "--flops", "1e12", "--utilization", "0.5")
    #expect(number(plan, "parameters", "total") == 22_696_448)
    #expect(number(plan, "batch_size") == 32)
    let total = try #require(number(plan, "flops", "training_in_all"))
    #expect(number(plan, "seconds") == total / 5e11)
    #expect(try #require(number(plan, "memory", "course", "largest_batch")) > 500)
  }

  /// Without a plugin, by the formula alone; each of four devices holds a quarter of the batch.
  @Test func ofADevice() throws {
    let flags = ["--plan", "--json", "--device", "cuda", "--precision", "bf16", "--memory", "80GB"]
    func memory(_ more: String...) throws -> Any? {
      let workspace = try Workspace()
      let result = try workspace.run(
        "lm-train", arguments: flags + more,
        environment: [
          "LETTERPRESS_PLUGINS": workspace.path("none"), "HOME": workspace.path("home"), "PATH": "",
          "VIRTUAL_ENV": "", "CONDA_PREFIX": "",
        ])
      #expect(result.exitCode == 0, "\(result.standardError)")
      let plan = try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any]
      return (plan?["memory"] as? [String: Any])?["device"]
    }
    let (one, four) = (try memory(), try memory("--devices", "4"))
    #expect(number(one, "fixed", "parameters") == 4.0 * 22_696_448.0)
    #expect(number(one, "fixed", "optimizer") == 8.0 * 22_696_448.0)
    let total = try #require(number(one, "total"))
    // What the compiler says for an H100: docs/accelerators.md.
    #expect(abs(total / 1_131_801_604 - 1) < 0.1)
    #expect(try #require(number(four, "total")) < total)
    #expect(number(four, "largest_batch") == number(one, "largest_batch").map { 4 * $0 })
    #expect((one as? [String: Any])?["compiled"] == nil && (one as? [String: Any])?["attention"] as? String == "fused")
    let course = try plan("--device", "cpu")
    #expect((course["memory"] as? [String: Any])?["device"] == nil)
  }

  @Test func theTableNamesTheTotal() throws {
    let workspace = try Workspace()
    let result = try workspace.run("lm-train", "--plan", "--preset", "gpt2-xl")
    #expect(result.text.contains("2,127,057,600"))
    #expect(result.standardError == "")
  }

  @Test func absurdSizesAreRefusedOrCounted() throws {
    let workspace = try Workspace()
    let result = try workspace.run(
      "lm-train", "--plan", "--d-model", "1000000000000", "--heads", "1", "--position", "none")
    #expect(result.exitCode == 64)
    #expect(
      result.lastErrorLine
        == "lm-train: --d-model: 1000000000000 (expected 1 to 1048576); give another --d-model")
    let largest = try workspace.run(
      "lm-train", "--plan", "--d-model", "1048576", "--layers", "10000", "--d-ff", "4194304", "--context-length",
      "16777216", "--batch-size", "1000000", "--steps", "1000000000", "--gradient-accumulation", "65536")
    #expect(largest.exitCode == 0)
  }
}
