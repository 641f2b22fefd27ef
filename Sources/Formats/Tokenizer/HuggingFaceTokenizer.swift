/// `tokenizer.json`, the one-file layout of Hugging Face's `tokenizers`, which gives the same ids as Letterpress.
///
/// This is how it is written; ``HuggingFaceReader`` reads it. Merges that share a rank become merges with ranks of their
/// own, in the order that Hugging Face's converters give them: `tokenizers` knows no others.
enum HuggingFaceTokenizer {
  /// The text of the file. Special tokens stand in it as they are, other tokens in the byte alphabet.
  /// - Throws: `FormatError.tokenizer` for a pattern that it has no words for.
  static func text(_ tokenizer: TokenizerFiles) throws -> [UInt8] {
    guard let preTokenizer = HuggingFacePreTokenizer.text(tokenizer.pattern) else {
      throw FormatError.tokenizer(path: "tokenizer", .huggingFace(.unknownPattern(tokenizer.pattern)))
    }
    let specials = zip(tokenizer.specialTokenIDs, tokenizer.specialTokens).map { (id: Int($0), text: $1) }
    var text = Array("{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n".utf8)
    text.append(contentsOf: "  \"added_tokens\": [".utf8)
    appendItems(specials, to: &text) { special, text in
      text.append(contentsOf: "{\"id\": \(special.id), \"content\": ".utf8)
      JSONText.append(special.text.utf8, to: &text)
      text.append(contentsOf: addedTokenFlags.utf8)
    }
    text.append(contentsOf: "],\n".utf8)
    let normalizer = tokenizer.rules.normalization == .nfc ? #"{"type": "NFC"}"# : "null"
    text.append(contentsOf: "  \"normalizer\": \(normalizer),\n  \"pre_tokenizer\": \(preTokenizer),\n".utf8)
    text.append(contentsOf: middle.utf8)
    if tokenizer.rules.takesWholePretokens { text.append(contentsOf: "    \"ignore_merges\": true,\n".utf8) }
    text.append(contentsOf: "    \"vocab\": {".utf8)
    let specialTexts = Dictionary(specials.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
    appendItems(tokenizer.tokens.indices.filter { !tokenizer.tokens.isUnused($0) }, to: &text) { id, text in
      if let special = specialTexts[id] {
        JSONText.append(special.utf8, to: &text)
      } else {
        ByteAlphabet.appendJSON(tokenizer.tokens[id], to: &text)
      }
      text.append(contentsOf: ": \(id)".utf8)
    }
    text.append(contentsOf: "},\n    \"merges\": [".utf8)
    // Strings with a space between, not pairs: older releases of `tokenizers` read only these.
    appendItems(tokenizer.merges, to: &text) { merge, text in
      ByteAlphabet.appendJSON(merge.left, and: merge.right, to: &text)
    }
    text.append(contentsOf: "]\n  }\n}\n".utf8)
    return text
  }

  private static let addedTokenFlags = """
    , "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}
    """

  private static let middle = """
      "post_processor": null,
      "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
      "model": {
        "type": "BPE",
        "dropout": null,
        "unk_token": null,
        "continuing_subword_prefix": null,
        "end_of_word_suffix": null,
        "fuse_unk": false,
        "byte_fallback": false,

    """

  private static func appendItems<Items: Collection>(
    _ items: Items, to text: inout [UInt8], _ append: (Items.Element, inout [UInt8]) -> Void
  ) {
    for (index, item) in items.enumerated() {
      text.append(contentsOf: (index == 0 ? "\n      " : ",\n      ").utf8)
      append(item, &text)
    }
    if !items.isEmpty { text.append(contentsOf: "\n    ".utf8) }
  }
}
