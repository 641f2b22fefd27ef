import Testing

@testable import Formats

@Suite struct SpecialTokensTests {
  @Test(arguments: ["é", "ñ", "Ġ", "Ċ", "Ġthe", "naïve<|x|>", "<|Ġx|>", "ÿ", "¡"])
  func thoseOfTheByteAlphabetReadAsOtherBytes(_ token: String) {
    #expect(TokenizerFiles.isMistakable(specialToken: token))
  }

  @Test(arguments: ["<|endoftext|>", "the", "", "<|end of é|>", "日本", "<é日>", "a\nĊ", "e\u{301}"])
  func othersDoNot(_ token: String) {
    #expect(!TokenizerFiles.isMistakable(specialToken: token))
  }

  @Test func theEndTokenMustBeThereIfItIsNamed() throws {
    let own = try SmallTokenizer.make()
    #expect(try own.separator(nil, path: "tok") == "<|endoftext|>")
    #expect(try own.separator("<|endoftext|>", path: "tok") == "<|endoftext|>")
    #expect(
      formatError { _ = try own.separator("<|endoftxt|>", path: "tok") }?.description
        == "tok: separator \"<|endoftxt|>\" is not a special token of the tokenizer (it has \"<|endoftext|>\"); "
        + "name one of them with separator")
    let none = try TokenizerFiles(tokens: SmallTokenizer.tokens, merges: SmallTokenizer.merges, specialTokens: [])
    #expect(try none.separator(nil, path: "tok") == nil)
    #expect(
      formatError { _ = try none.separator("<|endoftext|>", path: "tok") }?.description
        == "tok: separator \"<|endoftext|>\" is not a special token of the tokenizer (it has none); "
        + "name one of them with separator")
  }
}
