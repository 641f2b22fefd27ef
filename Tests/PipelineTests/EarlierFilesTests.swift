import Foundation
import Testing

/// What was made in November 2026 (Fixtures/2026-11: tokenizer, parts, dataset, checkpoint, receipts and manifest) is read
/// as it was then, by every tool: nothing is out of date, and nothing is damaged.
///
/// Files of that time are never made anew for this test. A change that breaks it breaks what people have.
struct EarlierFilesTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    let fixture = try #require(Bundle.module.url(forResource: "2026-11", withExtension: nil, subdirectory: "Fixtures"))
    for file in try FileManager.default.contentsOfDirectory(at: fixture, includingPropertiesForKeys: nil) {
      try FileManager.default.copyItem(
        at: file, to: workspace.folder.appendingPathComponent(file.lastPathComponent))
    }
  }

  private static let training = [
    "--dataset", "dataset", "--output", "run", "--steps", "6", "--context-length", "16", "--d-model", "8", "--layers",
    "1", "--heads", "2", "--d-ff", "16", "--batch-size", "2", "--warmup-steps", "2",
  ]

  /// The commands that made them.
  private static let commands: [(tool: String, arguments: [String])] = [
    ("tell-stories", ["--megabytes", "0.03", "--output", "corpus.txt"]),
    (
      "bpe-train",
      ["--input", "corpus.txt", "--vocab-size", "300", "--special-token", "<|endoftext|>", "--output", "tokenizer"]
    ),
    ("bpe-encode", ["--tokenizer", "tokenizer", "--input", "corpus.txt", "--parts", "2", "--output", "encoded"]),
    ("shard", ["--input", "encoded", "--shuffle", "--seed", "1", "--valid-fraction", "0.2", "--output", "dataset"]),
    ("lm-train", training),
    (
      "lm-eval",
      [
        "--checkpoint", "run", "--dataset", "dataset", "--tokenizer", "tokenizer", "--max-tokens", "500", "--output",
        "eval.json",
      ]
    ),
  ]

  @Test func nothingIsOutOfDate() throws {
    for (tool, arguments) in Self.commands {
      let result = try workspace.run(tool, arguments: arguments)
      #expect(result.exitCode == 0 && result.standardError.contains("\(tool): up to date"), "\(result.standardError)")
    }
    #expect(try workspace.run("manifest", "verify", "--full").exitCode == 0)
    #expect(try workspace.run("manifest", "stale").exitCode == 0)
  }

  /// Text and whole numbers are the same bytes when they are made again.
  @Test func madeAgainTheyAreTheSame() throws {
    let files = [
      "corpus.txt", "tokenizer/vocab.json", "tokenizer/merges.json", "tokenizer/merges.txt", "tokenizer/tokenizer.json",
      "dataset/dataset.json",
    ]
    let before = try files.map { try workspace.read($0) }
    for (tool, arguments) in Self.commands.prefix(4) {
      let result = try workspace.run(tool, arguments: arguments + ["--force"])
      #expect(result.exitCode == 0, "\(result.standardError)")
    }
    #expect(try files.map { try workspace.read($0) } == before)
  }

  @Test func theCheckpointIsRead() throws {
    let then = try #require(
      try JSONSerialization.jsonObject(with: workspace.read("eval.json")) as? [String: Any])
    let result = try workspace.run("lm-eval", arguments: Self.commands[5].arguments + ["--force", "--json"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let now = try #require(try JSONSerialization.jsonObject(with: result.standardOutput) as? [String: Any])
    let (old, new) = (try #require(then["loss"] as? Double), try #require(now["loss"] as? Double))
    #expect(abs(old - new) < 1e-5 * old)
    let sample = try workspace.run(
      "lm-sample", "--checkpoint", "run", "--tokenizer", "tokenizer", "--prompt", "The", "--max-new-tokens", "5")
    #expect(sample.exitCode == 0 && sample.text.hasPrefix("The"))
    let resumed = try workspace.run(
      "lm-train", arguments: ["--output", "run", "--resume", "--steps", "9", "--no-tensorboard"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(workspace.exists("run/step-00000009.safetensors"))
  }

  @Test func theManifestIsMadeAgainFromTheReceipts() throws {
    func runs() throws -> String { try workspace.run("manifest", "runs", "--json").text }
    let before = try runs()
    try FileManager.default.removeItem(atPath: workspace.path("manifest.db"))
    #expect(try workspace.run("manifest", "rebuild").exitCode == 0)
    #expect(try runs() == before)
  }
}
