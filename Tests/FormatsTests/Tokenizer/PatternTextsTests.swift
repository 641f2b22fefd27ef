import TestSupport
import Testing

@testable import Formats

/// The patterns of `tokenizer.json` and of tiktoken by their names.
@Suite struct PatternTextsTests {
  private static let names = ["gpt2", "gpt4", "llama3", "qwen2", "digits2", "o200k", "deepseek", "whitespace", "none"]

  @Test(arguments: names)
  func whatIsWrittenIsReadAgain(_ name: String) throws {
    let text = try #require(HuggingFacePreTokenizer.text(name))
    #expect(try HuggingFacePreTokenizer.pattern(JSONValue(parsing: Array(text.utf8))) == name)
  }

  @Test func aPatternWithoutWordsIsNotWritten() throws {
    let files = try TokenizerFiles(
      tokens: SmallTokenizer.tokens, merges: SmallTokenizer.merges, specialTokens: [], pattern: "other")
    #expect(
      formatError { _ = try HuggingFaceTokenizer.text(files) }?.description
        == "tokenizer: split pattern \"other\" cannot be written to tokenizer.json (expected gpt2, gpt4, llama3, qwen2, "
        + "digits2, o200k, deepseek, whitespace or none); use a byte-level BPE tokenizer like GPT-2's")
  }

  /// As tiktoken's releases spell them.
  @Test(arguments: [
    (
      "gpt2", #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#
    ),
    (
      "gpt4",
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#
    ),
    (
      "llama3",
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    ),
    (
      "qwen2",
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    ),
    (
      "digits2",
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,2}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
    ),
  ])
  func ofTiktoken(_ name: String, _ text: String) {
    #expect(PatternTexts.name(ofTiktoken: text) == name)
  }

  /// `{1,3}+` takes any number of digits in `tokenizers`, and up to three in tiktoken.
  @Test func oneSpellingIsNotOnePattern() throws {
    let tiktoken =
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#
    #expect(PatternTexts.name(ofTiktoken: tiktoken) == "gpt4")
    #expect(PatternTexts.name(ofSplits: [tiktoken]) == nil)
    #expect(PatternTexts.name(ofSplits: [tiktoken.replacing("{1,3}+", with: "{1,3}")]) == "gpt4")
  }

  /// Of all that is no match nothing is kept: as older conversions of GPT-4's say it.
  @Test func theOtherWayRound() throws {
    let text = try #require(HuggingFacePreTokenizer.text("llama3"))
      .replacing(#""behavior": "Isolated", "invert": false"#, with: #""behavior": "Removed", "invert": true"#)
    #expect(try HuggingFacePreTokenizer.pattern(JSONValue(parsing: Array(text.utf8))) == "llama3")
  }
}
