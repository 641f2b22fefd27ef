import Formats
import Foundation
import TestSupport
import Testing

/// `bpe-train` and `bpe-encode` against goldens of other programs (TokenizationTests/Fixtures): the merges of a plain
/// trainer in Python, the ids of tiktoken and of Hugging Face's tokenizers.
@Suite struct GoldenTokenizerTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../TokenizationTests/Fixtures").standardized

  private static func fixture(_ name: String) throws -> Data {
    try Data(contentsOf: fixtures.appendingPathComponent(name))
  }

  @Test func mergesAndIDsAreThoseOfOthers() throws {
    let workspace = try Workspace()
    let specials = ["<|endoftext|>", "<|end|>", "<|endoftext|><|endoftext|>"].flatMap { ["--special-token", $0] }
    let trained = try workspace.run(
      "bpe-train",
      arguments: ["--input", Self.fixtures.path + "/tongues.txt", "--vocab-size", "959", "--output", "tokenizer"]
        + specials)
    #expect(trained.exitCode == 0, "\(trained.standardError)")
    let goldens = try JSONDecoder().decode(TokenizerGoldens.self, from: Self.fixture("ids.json"))
    let merges = try workspace.read("tokenizer/merges.txt")
    #expect(merges == Data("#version: 0.2\n".utf8) + (try Self.fixture("tongues_merges.txt")))
    #expect(
      try Digest.ofFile(workspace.path("tokenizer/tokenizer.json")).description == goldens.tokenizerJSON,
      "no library has read this tokenizer.json yet: Fixtures/make_ids.py lets them, and keeps its digest")

    let texts = goldens.texts.filter { $0.vocabulary == "tongues" }
    #expect(texts.count == 4)
    for golden in texts {
      let encoded = try workspace.run(
        "bpe-encode", "--raw", "--no-separator", "--tokenizer", "tokenizer", "--input",
        Self.fixtures.path + "/" + golden.text, "--output",
        golden.text + ".encoded")
      #expect(encoded.exitCode == 0, "\(encoded.standardError)")
      let shard = try TokenShardReader(path: workspace.path(golden.text + ".encoded/part-00000-of-00001.u16.zst"))
      try shard.verify()
      #expect(shard.tokenCount == golden.count, "\(golden.text)")
      #expect(shard.tokensDigest.description == golden.sha256, "\(golden.text)")
    }
  }
}
