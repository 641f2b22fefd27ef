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
    #expect(try own.endToken(nil, path: "tok") == "<|endoftext|>")
    #expect(try own.endToken("<|endoftext|>", path: "tok") == "<|endoftext|>")
    #expect(
      formatError { _ = try own.endToken("<|endoftxt|>", path: "tok") }?.description
        == "tok: end token \"<|endoftxt|>\" is not a special token of the tokenizer (it has \"<|endoftext|>\"); "
        + "name one of them with --end-token")
    let none = try TokenizerFiles(tokens: SmallTokenizer.tokens, merges: SmallTokenizer.merges, specialTokens: [])
    #expect(try none.endToken(nil, path: "tok") == nil)
    #expect(
      formatError { _ = try none.endToken("<|endoftext|>", path: "tok") }?.description
        == "tok: end token \"<|endoftext|>\" is not a special token of the tokenizer (it has none); "
        + "name one of them with --end-token")
  }
}
