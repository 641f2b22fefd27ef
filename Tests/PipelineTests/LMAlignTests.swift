import Foundation
import Testing

@testable import Formats

/// `lm-train --align documents` as its user runs it.
@Suite struct LMAlignTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
  }

  private func setting(_ run: String) throws -> String? {
    try workspace.config(run)["align"] as? String
  }

  @Test func isASettingThatGoesOnToTheBit() throws {
    let flags = ["--align", "documents", "--checkpoint-every", "10"]
    let whole = try workspace.train(steps: 20, output: "whole", flags)
    #expect(whole.exitCode == 0, "\(whole.standardError)")
    #expect(whole.standardError.contains("windows begin at 3"))
    #expect(try setting("whole") == "documents")
    #expect(try workspace.train(steps: 10, flags + ["--decay-steps", "20", "--warmup-steps", "1"]).exitCode == 0)
    #expect(try workspace.train(steps: 20, ["--resume", "--checkpoint-every", "10"]).exitCode == 0)
    #expect(try workspace.read(LMFixture.checkpoint(20)) == workspace.read(LMFixture.checkpoint(20, run: "whole")))
    // Where nothing is said, the key is the one that runs always had.
    #expect(try workspace.train(steps: 20, output: "plain", ["--align", "none"]).exitCode == 0)
    #expect(try setting("plain") == nil)
    #expect(try workspace.train(steps: 20, output: "plain").lastErrorLine.contains("up to date"))
    let other = try workspace.train(steps: 20, output: "plain", ["--align", "documents"])
    #expect(other.exitCode == 64 && other.lastErrorLine.contains("align (none, now \"documents\")"))
    #expect(
      try workspace.read(LMFixture.checkpoint(20, run: "plain"))
        != workspace.read(LMFixture.checkpoint(20, run: "whole")))
  }

  @Test func aDatasetWithoutASeparatorIsRefused() throws {
    let split = try TokenSplit(dataset: workspace.path("dataset"), split: "train")
    var dataset = split.dataset
    dataset.separatorID = nil
    _ = try dataset.write(to: workspace.path("dataset"))
    try workspace.expect(
      "lm-train", LMFixture.training(steps: 5, output: "run", "--align", "documents"), code: 65,
      "dataset/dataset.json: has no separator between documents (expected one, for windows that begin at documents); make "
        + "it from parts that bpe-encode made without --no-separator, or leave --align out")
    #expect(!workspace.exists("run"))
    #expect(try workspace.train(steps: 5).exitCode == 0)
  }
}
