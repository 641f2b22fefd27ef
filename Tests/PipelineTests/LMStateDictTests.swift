import Foundation
import Testing

@testable import Formats

/// State dicts of CS336's PyTorch model in the hands of the tools: here a checkpoint of lm-train, stripped of all that
/// PyTorch would not have saved.
@Suite struct LMStateDictTests {
  private let workspace: Workspace
  private static let shape = ["--heads", "2", "--context-length", "32", "--rope-theta", "10000"]

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let result = try workspace.run("lm-train", arguments: LMFixture.training(steps: 60) + ["--lr", "0.01"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let checkpoint = try SafetensorsFile(path: workspace.path(LMFixture.checkpoint(60)))
    let parameters = checkpoint.names.filter { $0.hasSuffix(".weight") && !$0.hasPrefix("optim.") }
    let tensors = try parameters.map { name in
      TensorToWrite(
        name: "_orig_mod." + name, shape: checkpoint.info(name)?.shape ?? [], floats: try checkpoint.floats(name))
    }
    _ = try SafetensorsWriter.write(tensors, metadata: ["format": "pt"], to: workspace.path("model.safetensors"))
  }

  private func run(_ tool: String, _ checkpoint: String, _ more: [String]) throws -> ToolRunner.Result {
    try workspace.run(tool, arguments: ["--checkpoint", checkpoint] + more)
  }

  @Test func theLossIsThatOfTheCheckpoint() throws {
    func evaluate(_ checkpoint: String, _ more: [String]) throws -> [String: Any] {
      let result = try run(
        "lm-eval", checkpoint, ["--dataset", "dataset", "--tokenizer", "tokenizer", "--json", "--force"] + more)
      #expect(result.exitCode == 0, "\(result.standardError)")
      return try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any] ?? [:]
    }
    let own = try evaluate("run", [])
    let foreign = try evaluate("model.safetensors", Self.shape)
    #expect(own["loss"] as? Double == foreign["loss"] as? Double)
    #expect(own["bits_per_byte"] as? Double == foreign["bits_per_byte"] as? Double)
    #expect(own["step"] as? Int == 60)
    #expect(foreign["step"] == nil)
    let other = try evaluate("model.safetensors", ["--heads", "4", "--context", "32", "--rope-theta", "10000"])
    #expect(own["loss"] as? Double != other["loss"] as? Double)
  }

  @Test func theToldShapeIsPartOfTheRun() throws {
    let flags = ["--dataset", "dataset", "--output", "eval.json"]
    #expect(try run("lm-eval", "model.safetensors", flags + Self.shape).exitCode == 0)
    let same = try run("lm-eval", "model.safetensors", flags + Self.shape)
    #expect(same.standardError.contains("up to date"))
    #expect(same.text.contains("perplexity"))
    #expect(!same.text.contains("step"))
    let changed = try run(
      "lm-eval", "model.safetensors", flags + ["--heads", "4", "--context-length", "32", "--rope-theta", "10000"])
    #expect(!changed.standardError.contains("up to date"))
  }

  @Test func samplesAndExportsAreThoseOfTheCheckpoint() throws {
    let flags = ["--tokenizer", "tokenizer", "--prompt", "The cat", "--temperature", "0", "--max-new-tokens", "20"]
    let own = try run("lm-sample", "run", flags)
    let foreign = try run("lm-sample", "model.safetensors", flags + Self.shape)
    #expect(own.exitCode == 0 && foreign.exitCode == 0, "\(foreign.standardError)")
    #expect(own.text == foreign.text)
    for (checkpoint, folder, more) in [("run", "a", []), ("model.safetensors", "b", Self.shape)] {
      let result = try workspace.run(
        "lm-train",
        arguments: ["export", "--checkpoint", checkpoint, "--tokenizer", "tokenizer", "--hf", folder] + more)
      #expect(result.exitCode == 0, "\(result.standardError)")
    }
    for file in try workspace.list("a") { #expect(try workspace.read("a/\(file)") == workspace.read("b/\(file)")) }
  }

  @Test func whatIsMissingOrTooMuchIsSaid() throws {
    let bare = try run("lm-eval", "model.safetensors", ["--dataset", "dataset"])
    #expect(bare.exitCode == 64)
    #expect(
      bare.lastErrorLine
        == "lm-eval: model.safetensors: a state dict, whose shapes do not tell --heads, --context-length and "
        + "--rope-theta; give them as the model was trained")
    let tooMuch = try run("lm-sample", "run", ["--tokenizer", "tokenizer", "--prompt", "x", "--heads", "2"])
    #expect(tooMuch.exitCode == 64)
    #expect(
      tooMuch.lastErrorLine
        == "lm-sample: \(LMFixture.checkpoint(60)): a checkpoint of lm-train, which knows its own shape; "
        + "leave out --heads")
    let large = try TokenizerFiles(
      tokens: [Array("<|endoftext|>".utf8)] + (0...255).map { [UInt8($0)] } + [Array("he".utf8)],
      merges: [MergePair(left: Array("h".utf8), right: Array("e".utf8))], specialTokens: ["<|endoftext|>"])
    _ = try large.write(to: workspace.path("large"))
    let flags = ["--tokenizer", "large", "--prompt", "x"] + Self.shape
    let tooLarge = try run("lm-sample", "model.safetensors", flags)
    #expect(tooLarge.exitCode == 65)
    #expect(
      tooLarge.lastErrorLine
        == "lm-sample: large: 258 tokens (expected at most 257, the model's); use the tokenizer that it was trained with"
    )
  }
}
