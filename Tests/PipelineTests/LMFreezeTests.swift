import Foundation
import Formats
import Testing

/// `lm-train --freeze` as its user runs it.
@Suite struct LMFreezeTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func parameters(_ step: Int, _ run: String) throws -> [String: [Float]] {
    let file = try SafetensorsFile(path: workspace.path(LMFixture.checkpoint(step, run: run)))
    let names = file.names.filter { !$0.hasPrefix("optim.") && $0.hasSuffix(".weight") }
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, Array(try file.floats($0))) })
  }

  @Test(arguments: [[], ["--optimizer", "muon"]]) func whatIsFrozenStays(_ optimizer: [String]) throws {
    #expect(try workspace.train(steps: 4, output: "base", ["--checkpoint-every", "1", "--keep", "all"]).exitCode == 0)
    let flags = ["--freeze", "layers.0", "--freeze", "token_embeddings.weight", "--freeze", "*.ffn.w2.*"] + optimizer
    let tuning =
      ["--init-from", "base", "--dataset", "dataset", "--output", "tuned", "--steps", "4", "--batch-size", "8"] + flags
    let result = try workspace.run("lm-train", arguments: tuning + ["--checkpoint-every", "2", "--keep", "all"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let (before, after) = (try parameters(4, "base"), try parameters(4, "tuned"))
    for (name, values) in before {
      let isFrozen = name.hasPrefix("layers.0.") || name == "token_embeddings.weight" || name.hasSuffix("ffn.w2.weight")
      #expect((after[name] == values) == isFrozen, "\(name)")
    }
    // No moments are kept for what does not move, and the run goes on without them.
    let file = try SafetensorsFile(path: workspace.path(LMFixture.checkpoint(4, run: "tuned")))
    #expect(file.info("optim.m.layers.0.ln1.weight") == nil && file.info("optim.m.layers.1.ln1.weight") != nil)
    let whole = try workspace.read(LMFixture.checkpoint(4, run: "tuned"))
    try FileManager.default.removeItem(atPath: workspace.path(LMFixture.checkpoint(4, run: "tuned")))
    #expect(try workspace.run("lm-train", "--output", "tuned", "--resume").exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(4, run: "tuned")) == whole)
    #expect(try workspace.config("tuned")["settings_version"] as? Int == 3)
  }

  @Test func theNormIsThatOfTheOthers() throws {
    #expect(try workspace.train(steps: 1, output: "all").exitCode == 0)
    #expect(try workspace.train(steps: 1, output: "part", ["--freeze", "layers", "--freeze", "lm_head"]).exitCode == 0)
    let norms = try ["all", "part"].map { run in
      try #require(LMFixture.records(workspace, run: run).first?["gradient_norm"] as? Double)
    }
    #expect(norms[1] < norms[0] && norms[1] > 0)
  }

  @Test func whatCannotBe() throws {
    let result = try workspace.train(steps: 1, ["--freeze", "layers.7"])
    #expect(result.exitCode == 64)
    #expect(
      result.lastErrorLine
        == "lm-train: --freeze: no parameter is called \"layers.7\" (expected a name such as layers.0.ln1.weight, a part of names "
        + "up to a dot, or * for any characters); give another --freeze")
    #expect(try workspace.train(steps: 1, ["--freeze", "*"]).exitCode == 64)
    #expect(try workspace.train(steps: 1, output: "none", ["--freeze", "none"]).exitCode == 0)
    #expect(try workspace.config("none")["freeze"] == nil)
  }
}
