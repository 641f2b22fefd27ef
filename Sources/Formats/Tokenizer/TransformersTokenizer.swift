/// The tokenizer's files in a model folder of Hugging Face's `transformers`.
///
/// `tokenizer.json` says how text is split; the two others tell the library which class reads it and which tokens
/// begin and end a text. Releases before 5 read both, later ones only `tokenizer_config.json`.
extension TokenizerFiles {
  /// The names of the files that ``writeForTransformers(ends:contextLength:template:path:)`` writes.
  package static let transformersFiles = [FileName.huggingFace, "tokenizer_config.json", "special_tokens_map.json"]

  /// Writes the files.
  /// - Parameters:
  ///   - ends: The special tokens with which texts begin and end.
  ///   - contextLength: The longest text in tokens that the model takes.
  ///   - template: How a conversation is written as text, as the library has it; nil for models that know none.
  ///   - path: Where each file goes, by its name.
  /// - Returns: The files, as ``transformersFiles`` has them.
  /// - Throws: `FormatError`, also for a pattern that `tokenizer.json` has no words for.
  package func writeForTransformers(
    ends: TextEnds, contextLength: Int, template: JSONValue? = nil, path: (_ name: String) -> String
  ) throws -> [WrittenFile] {
    var settings: [String: JSONValue] = [
      // The class that takes tokenizer.json as it is: LlamaTokenizer would put SentencePiece's rules in its place.
      "tokenizer_class": "PreTrainedTokenizerFast",
      "model_max_length": .integer(Int64(contextLength)),
      "clean_up_tokenization_spaces": false,
      "added_tokens_decoder": .object(addedTokens),
    ]
    settings["chat_template"] = template
    let texts = [
      try HuggingFaceTokenizer.text(self),
      Array(JSONValue.object(settings.merging(ends.members) { own, _ in own }).pretty.utf8),
      Array(JSONValue.object(ends.members).pretty.utf8),
    ]
    return try zip(Self.transformersFiles, texts).map { try AtomicFile.write($1, to: path($0)) }
  }

  private var addedTokens: [String: JSONValue] {
    let members = zip(specialTokenIDs, specialTokens).map { id, text -> (String, JSONValue) in
      let token: JSONValue = [
        "content": .string(text), "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
        "special": true,
      ]
      return (String(id), token)
    }
    return Dictionary(members, uniquingKeysWith: { first, _ in first })
  }
}
