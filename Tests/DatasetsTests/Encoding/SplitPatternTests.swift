import Formats
import Testing
import Tokenization

@testable import Datasets

/// The split pattern is part of what a tokenizer is.
@Suite struct SplitPatternTests {
  private func files(_ pattern: String) throws -> TokenizerFiles {
    try TokenizerFiles(
      tokens: (0...255).map { [$0] }, merges: [], specialTokens: [], pattern: pattern)
  }

  @Test func itIsPartOfTheIdentity() throws {
    let usual = try TokenizerFiles(tokens: (0...255).map { [$0] }, merges: [], specialTokens: [])
    #expect(try files("gpt2").digest == usual.digest && usual.pattern == "gpt2")
    #expect(try files("other").digest != usual.digest)
  }

  @Test func itGoesToWhateverCuts() throws {
    #expect(try Vocabulary(files("gpt2")).pattern == .gpt2)
    #expect(try BPETrainer(vocabularySize: 300, specialTokens: []).pattern == .gpt2)
    let error = #expect(throws: TokenizationError.self) { try Vocabulary(files("klingon")) }
    #expect(
      error.map { "\($0)" }
        == "split pattern \"klingon\": not known (expected gpt2, gpt4, o200k, llama3, qwen2, deepseek, digits2, whitespace, none); use a newer Letterpress"
    )
  }
}
