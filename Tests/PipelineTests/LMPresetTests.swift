import Testing

/// `lm-train --preset`: sizes, the recipe of today, and both.
@Suite struct LMPresetTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func configuration(_ flags: [String], _ output: String) throws -> [String: Any] {
    let arguments = LMFixture.training(steps: 1, output: output) + flags
    let result = try workspace.run("lm-train", arguments: arguments)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return try workspace.config(output)
  }

  @Test func theRecipeOfTodayIsFlagsAndThoseThatAreGivenWin() throws {
    let modern = try configuration(["--preset", "modern"], "modern")
    #expect(modern["optimizer"] as? String == "muon" && modern["qk_norm"] as? Bool == true)
    let flags = [
      "--optimizer", "muon", "--init-projections", "zero", "--qk-norm", "--value-residual", "--kv-heads", "1",
    ]
    let again = try workspace.run("lm-train", arguments: LMFixture.training(steps: 1, output: "modern") + flags)
    #expect(again.standardError.contains("up to date"), "\(again.standardError)")
    let less = try configuration(["--preset", "modern", "--optimizer", "adamw", "--no-qk-norm"], "less")
    #expect(less["optimizer"] == nil && less["qk_norm"] == nil && less["value_residual"] as? Bool == true)
  }

  @Test func sizesAndRecipe() throws {
    let plan = try workspace.run("lm-train", arguments: ["--plan", "--preset", "gpt2-small,modern"])
    #expect(
      plan.exitCode == 0 && String(decoding: plan.standardOutput, as: UTF8.self).contains("Muon"),
      "\(plan.standardError)")
    for wrong in ["moden", "owt,gpt2-small", "modern,", ""] {
      let result = try workspace.run("lm-train", arguments: ["--plan", "--preset", wrong])
      #expect(result.exitCode == 64, "\(wrong): \(result.standardError)")
    }
  }
}
