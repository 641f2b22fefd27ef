/// The ids of tiktoken and of Hugging Face's tokenizers, which agree: Tests/TokenizationTests/Fixtures/ids.json, made by
/// make_ids.py there.
package struct TokenizerGoldens: Decodable, Sendable {
  /// A whole text of the fixtures, by the number and the SHA-256 of its ids.
  package struct TextIDs: Decodable, Sendable {
    package let vocabulary: String
    package let text: String
    package let count: Int
    package let sha256: String
  }

  /// A short string, with the ids of two vocabularies.
  package struct StringIDs: Decodable, Sendable {
    package let text: String
    package let gpt2: [UInt32]
    package let tongues: [UInt32]
  }

  package let tokenizerJSON: String
  package let texts: [TextIDs]
  package let strings: [StringIDs]

  private enum CodingKeys: String, CodingKey {
    case tokenizerJSON = "tokenizer_json"
    case texts, strings
  }
}
