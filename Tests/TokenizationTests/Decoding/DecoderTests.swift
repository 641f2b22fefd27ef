import Testing

@testable import Tokenization

@Suite struct DecoderTests {
  @Test func tokensOfGPT2() throws {
    let decoder = Decoder(try Fixtures.gpt2.get())
    #expect(decoder.vocabularySize == 50_257)
    #expect(try decoder.decode([15_496, 11, 995, 50_256]) == Array("Hello, world<|endoftext|>".utf8))
    #expect(decoder.length(of: 50_256) == 13)
    #expect(decoder.length(of: 50_257) == nil)
    #expect(try decoder.decode([]) == [])
  }

  @Test func idsOutsideTheVocabularyAreRefused() throws {
    let decoder = Decoder(try Fixtures.gpt2.get())
    #expect(throws: TokenizationError.unknownToken(id: 50_257, position: 1, vocabularySize: 50_257)) {
      try decoder.decode([0, 50_257])
    }
  }
}
