/// What a file of ranks does not say itself: by which pattern texts are cut, the special tokens, and the normalizer.
struct RankSettings: Sendable {
  let pattern: String
  /// The special tokens with their ids.
  let specialTokens: [(text: String, id: Int)]
  var normalization = TokenizerRules.Normalization.none

  /// The content of a `tiktoken.json`: `pat_str` and `special_tokens` as `tiktoken.Encoding` takes them, and, if texts are
  /// normalised first, `"normalizer": "NFC"`.
  /// - Throws: `FormatError`.
  static func read(_ path: String) throws -> RankSettings {
    try MappedFile(path: path, limit: TokenizerFiles.largestFile).withBytes { bytes in
      do {
        return try parse(bytes)
      } catch let problem as JSONProblem {
        throw FormatError.json(path: path, problem)
      } catch let problem as TokenizerProblem {
        throw FormatError.tokenizer(path: path, problem)
      }
    }
  }

  /// - Throws: `JSONProblem`, `TokenizerProblem`.
  static func parse(_ bytes: UnsafeRawBufferPointer) throws -> RankSettings {
    var scanner = try JSONScanner(bytes, mayHaveMark: true)
    let json = try scanner.document()
    let known = ["pat_str", "special_tokens", "normalizer", "name"]
    if let other = HuggingFaceRules.foreign(in: json, known: known) {
      throw JSONProblem.shape(key: other, expected: known.joined(separator: ", "), found: "another member")
    }
    let keys = JSONKeys(json)
    let text = try keys.string("pat_str")
    guard let pattern = PatternTexts.name(ofTiktoken: text) else {
      throw TokenizerProblem.ranks(.unknownPattern(text))
    }
    guard let specials = try keys.value("special_tokens").object else {
      throw JSONProblem.shape(
        key: "special_tokens", expected: "an object from text to id", found: json["special_tokens"]?.kind ?? "missing")
    }
    let normalization = try keys.optional("normalizer", "\"NFC\"") { value in
      value == "NFC" ? TokenizerRules.Normalization.nfc : nil
    }
    return RankSettings(
      pattern: pattern,
      specialTokens: try specials.map { text, id in
        guard let id = id.int else { throw TokenizerProblem.ranks(.specialTokenID(text)) }
        return (text, id)
      }.sorted { $0.id < $1.id },
      normalization: normalization ?? .none)
  }
}
