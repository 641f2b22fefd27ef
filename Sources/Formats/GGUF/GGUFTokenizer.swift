/// A tokenizer as GGUF's metadata has it.
///
/// Source: ggml-org/ggml, docs/gguf.md; names of `tokenizer.ggml.pre`: ggml-org/llama.cpp, src/llama-vocab.cpp.
package enum GGUFTokenizer {
  /// What llama.cpp calls our patterns; those that are not here it does not cut in the same way.
  private static let patterns = [
    "gpt2": "gpt-2", "llama3": "llama-bpe", "qwen2": "qwen2", "o200k": "gpt-4o", "deepseek": "deepseek-v3",
  ]

  /// The patterns that have a name there, for messages.
  package static let patternNames = patterns.keys.sorted()

  /// Kinds of tokens.
  private static let (normal, control, unused): (Int32, Int32, Int32) = (1, 3, 5)

  /// A tokenizer as the members `tokenizer.ggml.…`.
  ///
  /// - Parameters:
  ///   - tokenizer: the tokenizer
  ///   - size: tokens of the model, which may be more
  ///   - ends: the tokens with which texts begin and end
  ///   - template: how a conversation is written as text; nil for models that know none
  /// - Returns: nil for a pattern that llama.cpp has no name for
  package static func metadata(
    _ tokenizer: TokenizerFiles, size: Int, ends: TextEnds, template: String? = nil
  ) -> [(key: String, value: GGUFValue)]? {
    guard let pattern = patterns[tokenizer.pattern] else { return nil }
    let special = Set(tokenizer.specialTokenIDs.map { Int($0) })
    var (texts, kinds): ([[UInt8]], [Int32]) = ([], [])
    for id in 0..<size {
      let bytes = id < tokenizer.count ? tokenizer.tokens[id] : []
      if bytes.isEmpty {
        texts.append(Array("[PAD\(id)]".utf8))
        kinds.append(unused)
      } else if special.contains(id) {
        texts.append(bytes)
        kinds.append(control)
      } else {
        texts.append(Array(ByteAlphabet.text(bytes).utf8))
        kinds.append(normal)
      }
    }
    let merges = tokenizer.mergeIDs.map { merge in
      texts[Int(merge.left)] + [UInt8(ascii: " ")] + texts[Int(merge.right)]
    }
    var members: [(key: String, value: GGUFValue)] = [
      ("tokenizer.ggml.model", .text("gpt2")), ("tokenizer.ggml.pre", .text(pattern)),
      ("tokenizer.ggml.tokens", .strings(texts)), ("tokenizer.ggml.token_type", .int32s(kinds)),
      ("tokenizer.ggml.merges", .strings(merges)), ("tokenizer.ggml.add_bos_token", .bool(false)),
    ]
    let ids = ends.ids(in: tokenizer)
    for (name, id) in [("bos", ids.begin), ("eos", ids.end), ("padding", ids.padding)] {
      if let id { members.append(("tokenizer.ggml.\(name)_token_id", .uint32(id))) }
    }
    if let template { members.append(("tokenizer.chat_template", .text(template))) }
    return members
  }
}
