/// The member `added_tokens` of `tokenizer.json`: tokens that are looked for in a text before it is split, special or
/// not, in the vocabulary or beyond it.
struct AddedTokens: Equatable {
  /// One of them.
  struct Token: Equatable {
    let id: Int
    let content: String
    /// Whether it is looked for in the normalised text.
    var isNormalized = false
    /// Its bytes.
    var bytes: [UInt8] { Array(content.utf8) }
  }

  /// In the order of the file.
  var tokens: [Token] = []

  private typealias Rule = HuggingFaceRules.Rule

  private static let flags: [String: Rule] = [
    "single_word": .off, "lstrip": .off, "rstrip": .off, "normalized": .any, "special": .any,
  ]

  /// None.
  init() {}

  /// The tokens of the member.
  /// - Throws: `JSONProblem`, `HuggingFaceProblem`.
  init(_ value: JSONValue) throws {
    guard let elements = value.array else {
      throw JSONProblem.shape(key: "added_tokens", expected: "a list", found: value.kind)
    }
    tokens = try elements.enumerated().map { index, element in
      guard let id = element["id"]?.int, let content = element["content"]?.string else {
        throw JSONProblem.shape(key: "added_tokens", expected: "objects with id and content", found: element.kind)
      }
      let member = "added_tokens[\(index)]"
      try HuggingFaceRules.checkKnown(element, member, ["id", "content"] + Self.flags.keys)
      for (flag, rule) in Self.flags.sorted(by: { $0.key < $1.key }) {
        if let value = element[flag] { try rule.check("\(member).\(flag)", value) }
      }
      return Token(id: id, content: content, isNormalized: element["normalized"] == true)
    }
    try checkOrder()
  }

  /// The texts of all.
  var contents: [String] { tokens.map(\.content) }

  /// Puts those that `index` lacks at their ids, with gaps before them if need be.
  /// - Throws: `TokenizerProblem` for an id that is too large or another token's.
  func place(in index: inout TokenIndex) throws {
    var missing: [(id: Int, bytes: [UInt8])] = []
    for token in tokens {
      guard !token.content.isEmpty else { throw TokenizerProblem.specialTokens(.empty) }
      if let id = index.id(token.bytes) {
        guard id == token.id else {
          throw TokenizerProblem.specialTokens(.otherID(token.content, id: token.id, vocabularyID: id))
        }
        continue
      }
      guard (0..<TokenizerFiles.maximumCount).contains(token.id) else {
        throw TokenizerProblem.vocabulary(.idOutOfRange(token: token.content, id: token.id))
      }
      guard index.tokens.isUnused(token.id) else {
        throw TokenizerProblem.vocabulary(.duplicateID(token.id, token: token.content))
      }
      missing.append((token.id, token.bytes))
    }
    let sorted = missing.sorted { $0.id < $1.id }
    for (token, next) in zip(sorted, sorted.dropFirst()) where token.id == next.id {
      throw TokenizerProblem.vocabulary(
        .duplicateID(next.id, token: String(decoding: next.bytes, as: UTF8.self)))
    }
    index.place(missing)
  }

  /// Holds the ids against those that `tokenizers` gives: to a token of the vocabulary its own, to any other the next one
  /// after the vocabulary's number and all added tokens before.
  /// - Throws: `HuggingFaceProblem`.
  func checkIDs(vocabularyCount: Int, isInVocabulary: (Token) -> Bool) throws {
    var next = vocabularyCount
    for (number, token) in tokens.enumerated() {
      guard isInVocabulary(token) || token.id == next else {
        throw HuggingFaceProblem.foreignMember(
          "added_tokens[\(number)].id", found: "\(token.id)", expected: "\(next), which tokenizers gives it")
      }
      next = max(next, token.id + 1)
    }
  }

  /// With a normalizer, what is looked for in the normalised text would be found in other places.
  /// - Throws: `HuggingFaceProblem`.
  func check(_ normalization: TokenizerRules.Normalization) throws {
    guard normalization != .none, let number = tokens.firstIndex(where: \.isNormalized) else { return }
    throw HuggingFaceProblem.foreignMember(
      "added_tokens[\(number)].normalized", found: "true", expected: "false with a normalizer")
  }
}

// MARK: Order

extension AddedTokens {
  /// More pairs than these are not looked at one by one.
  private static let mostPairs = 10_000_000

  /// Tokens with `normalized` are looked for after those without. That is no matter, unless one that is looked for late
  /// can stand in front of an early one, or around it: here the leftmost is found first, and of those the longest.
  private func checkOrder() throws {
    let late = tokens.indices.filter { tokens[$0].isNormalized }
    let early = tokens.filter { !$0.isNormalized }.map(\.bytes)
    guard !late.isEmpty, !early.isEmpty else { return }
    let isTooMany = late.count * early.count > Self.mostPairs
    for index in late where isTooMany || early.contains(where: { Self.covers(tokens[index].bytes, $0) }) {
      throw HuggingFaceProblem.foreignMember(
        "added_tokens[\(index)].normalized", found: "true", expected: "false, as of the tokens that overlap with it")
    }
  }

  /// Whether a text can hold the first token over the start of the second.
  private static func covers(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    first.indices.contains { start in
      let rest = first[start...]
      return rest.starts(with: second) || start > 0 && second.starts(with: rest)
    }
  }
}
