import Foundation
import Testing

/// Models of llm.c and nanoGPT in the hands of the tools.
@Suite struct LMGPT2FilesTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try LMFixture.make(in: workspace)
    try Self.llmc.write(to: URL(fileURLWithPath: workspace.path("model_00000010.bin")))
  }

  /// A file as llm.c's write_model makes it, fp32: 32 positions, 257 tokens in 384 rows, 2 layers, 2 heads, width 16.
  private static var llmc: Data {
    let (positions, vocabulary, rows, layers, heads, width) = (32, 257, 384, 2, 2, 16)
    var header = [Int32](repeating: 0, count: 256)
    for (place, number) in [20_240_326, 3, positions, vocabulary, layers, heads, width, rows].enumerated() {
      header[place] = Int32(number)
    }
    let ofLayer = [
      (width, 1), (width, 0), (3 * width * width, 2), (3 * width, 0), (width * width, 2), (width, 0), (width, 1),
      (width, 0),
      (4 * width * width, 2), (4 * width, 0), (4 * width * width, 2), (width, 0),
    ]
    let kinds =
      [(rows * width, 2), (positions * width, 2)] + ofLayer.map { ($0 * layers, $1) } + [(width, 1), (width, 0)]
    var state: UInt32 = 1
    // Gains are ones, biases zeros, and matrices any small numbers.
    let numbers = kinds.flatMap { count, kind in
      (0..<count).map { _ -> Float in
        state = state &* 1_664_525 &+ 1_013_904_223
        return kind < 2 ? Float(kind) : Float(state >> 16) / 65_536 * 0.4 - 0.2
      }
    }
    return header.withUnsafeBytes { Data($0) } + numbers.withUnsafeBytes { Data($0) }
  }

  private func run(_ tool: String, _ arguments: String...) throws -> ToolRunner.Result {
    let result = try workspace.run(tool, arguments: arguments)
    #expect(result.exitCode == 0, "\(arguments): \(result.standardError)")
    return result
  }

  private func loss(of checkpoint: String) throws -> Double {
    let result = try run("lm-eval", "--checkpoint", checkpoint, "--dataset", "dataset", "--json")
    let json = try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any]
    return try #require(json?["loss"] as? Double)
  }

  @Test func aModelOfLLMCIsMeasuredSampledTunedAndExported() throws {
    let model = "model_00000010.bin"
    let before = try loss(of: model)
    #expect(before > 5 && before < 6.5)
    let sampling = ["--tokenizer", "tokenizer", "--prompt", "The cat", "--max-new-tokens", "12", "--temperature", "0"]
    func sample(_ checkpoint: String) throws -> String {
      try workspace.run("lm-sample", arguments: ["--checkpoint", checkpoint] + sampling).text
    }
    let text = try sample(model)
    #expect(text.hasPrefix("The cat") && text.count > 12)
    _ = try run("lm-train", "export", "--checkpoint", model, "--tokenizer", "tokenizer", "--hf", "folder")
    #expect(try abs(loss(of: "folder") - before) < 1e-6)
    #expect(try sample("folder") == text)
    _ = try run(
      "lm-train", "--init-from", model, "--dataset", "dataset", "--output", "tuned", "--steps", "40", "--batch-size",
      "8",
      "--lr", "1e-2")
    #expect(try loss(of: "tuned") < before - 1)
    #expect(try workspace.run("manifest", "why", "tuned").text.contains(model))
    #expect(try run("manifest", "verify").exitCode == 0)
  }

  /// The fixture has 24 tokens, too few for the tokenizer: each tool reads it, and says so.
  @Test func aModelOfNanoGPTIsRead() throws {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let model = fixtures.appendingPathComponent("CheckpointsTests/Fixtures/gpt2/nanogpt.pt")
    try FileManager.default.copyItem(atPath: model.path, toPath: workspace.path("ckpt.pt"))
    for (tool, arguments) in [
      ("lm-sample", ["--checkpoint", "ckpt.pt", "--tokenizer", "tokenizer", "--prompt", "a"]),
      ("lm-eval", ["--checkpoint", "ckpt.pt", "--dataset", "dataset"]),
      ("lm-train", ["--init-from", "ckpt.pt", "--dataset", "dataset", "--output", "tuned", "--steps", "1"]),
      ("lm-train", ["export", "--checkpoint", "ckpt.pt", "--tokenizer", "tokenizer", "--hf", "folder"]),
    ] {
      let result = try workspace.run(tool, arguments: arguments)
      #expect(result.exitCode == 65, "\(arguments): \(result.standardError)")
      #expect(result.lastErrorLine.contains("257") && result.lastErrorLine.contains("24"), "\(result.standardError)")
    }
    #expect(!workspace.exists("tuned") && !workspace.exists("folder"))
  }
}
