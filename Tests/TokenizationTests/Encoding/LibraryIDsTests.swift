import Reference
import Foundation
import TestSupport
import Testing

@testable import Tokenization

/// The ids of tiktoken and of Hugging Face's tokenizers, which agree (Fixtures/make_ids.py): with GPT-2's vocabulary,
/// and with vocabularies learnt from stories and from a text of many languages.
@Suite struct LibraryIDsTests {
  private func goldens() throws -> TokenizerGoldens {
    try JSONDecoder().decode(TokenizerGoldens.self, from: Data(try Fixtures.text("ids.json")))
  }

  private func vocabulary(_ name: String) throws -> Vocabulary {
    name == "gpt2"
      ? try Fixtures.gpt2Vocabulary(specialTokens: Fixtures.specialTokens) : try Fixtures.vocabulary(learntFrom: name)
  }

  @Test(arguments: ["gpt2", "tongues"]) func stringsHaveTheLibrariesIDs(_ name: String) throws {
    let vocabulary = try vocabulary(name)
    let (encoder, decoder) = (Encoder(loaded: vocabulary), Decoder(vocabulary))
    let strings = try goldens().strings
    #expect(strings.count > 40)
    for golden in strings {
      let ids = name == "gpt2" ? golden.gpt2 : golden.tongues
      #expect(encoder.encode(golden.text) == ids, "\(golden.text.prefix(60))")
      #expect(try decoder.decode(ids) == Array(golden.text.utf8))
    }
  }

  /// Of these texts one holds bytes that are no UTF-8, and special tokens that overlap.
  @Test(arguments: ["gpt2", "tales", "tongues"]) func textsHaveTheLibrariesIDs(_ name: String) throws {
    let vocabulary = try vocabulary(name)
    let (encoder, decoder) = (Encoder(loaded: vocabulary), Decoder(vocabulary))
    let texts = try goldens().texts.filter { $0.vocabulary == name }
    #expect(texts.count == 4)
    for golden in texts {
      let text = try Fixtures.text(golden.text)
      let ids = encoder.encode(text)
      #expect(ids.count == golden.count, "\(golden.text)")
      let littleEndian = ids.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
      #expect(SlowSHA256.hexadecimal(littleEndian) == golden.sha256, "\(golden.text)")
      #expect(try decoder.decode(ids) == text)
    }
  }
}
