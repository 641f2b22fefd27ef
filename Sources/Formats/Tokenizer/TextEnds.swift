/// The special tokens with which texts begin and end, by their texts.
package struct TextEnds: Sendable, Equatable {
  package var begin: String?
  package var end: String?
  /// What fills a batch where one text is shorter than another.
  package var padding: String?

  package init(begin: String? = nil, end: String? = nil, padding: String? = nil) {
    (self.begin, self.end, self.padding) = (begin, end, padding)
  }

  /// One token between texts, which so ends one and begins the next; nil if there is none.
  package init(separator: String?) { self.init(begin: separator, end: separator) }

  /// The members of `tokenizer_config.json` and `special_tokens_map.json`.
  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    members["bos_token"] = begin.map { .string($0) }
    members["eos_token"] = end.map { .string($0) }
    members["pad_token"] = padding.map { .string($0) }
    return members
  }

  /// The same of a tokenizer's ids: nil for a token that it does not have.
  package func ids(in tokenizer: TokenizerFiles) -> (begin: UInt32?, end: UInt32?, padding: UInt32?) {
    (
      begin.flatMap(tokenizer.id(ofSpecialToken:)), end.flatMap(tokenizer.id(ofSpecialToken:)),
      padding.flatMap(tokenizer.id(ofSpecialToken:))
    )
  }
}
