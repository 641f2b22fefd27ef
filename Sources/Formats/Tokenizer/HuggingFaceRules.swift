/// What the members of `tokenizer.json` may say, `model` apart: what Letterpress does, and what has no effect on ids.
enum HuggingFaceRules {
  /// One member's rule.
  struct Rule: Sendable {
    /// What is accepted, in words.
    let expected: String
    let accepts: @Sendable (JSONValue) -> Bool

    static let null = Rule(expected: "null") { $0 == .null }
    static let off = Rule(expected: "false") { $0 == false }
    static let on = Rule(expected: "true") { $0 == true }
    /// A switch that makes no difference here.
    static let any = Rule(expected: "true or false") { $0.bool != nil }
    static let none = Rule(expected: #"null or """#) { $0 == .null || $0 == "" }

    static func text(_ text: String) -> Rule {
      Rule(expected: JSONValue.string(text).canonical) { $0 == .string(text) }
    }

    /// - Throws: `HuggingFaceProblem` for a value that breaks the rule.
    func check(_ member: String, _ value: JSONValue) throws {
      guard !accepts(value) else { return }
      throw HuggingFaceProblem.foreignMember(member, found: value.canonical, expected: expected)
    }
  }

  private static let members: [String: Rule] = [
    "version": .text("1.0"), "truncation": .null, "padding": .null, "normalizer": .null,
  ]

  /// Checks a member of the file's object.
  /// - Throws: `HuggingFaceProblem`.
  static func check(_ name: String, _ value: JSONValue) throws {
    switch name {
    case "pre_tokenizer":
      try byteLevel(name, value, list: "pretokenizers", ["add_prefix_space": .off, "use_regex": .on])
    case "decoder": try byteLevel(name, value, list: "decoders", [:])
    // It moves offsets within the text, never an id.
    case "post_processor" where value == .null: break
    case "post_processor": try byteLevel(name, value, list: "processors", [:])
    default:
      guard let rule = members[name] else { throw HuggingFaceProblem.unknownMember(name) }
      try rule.check(name, value)
    }
  }

  /// A component must be ByteLevel, alone or as the only one of a sequence; of its switches some matter.
  private static func byteLevel(
    _ name: String, _ value: JSONValue, list: String, _ switches: [String: Rule]
  ) throws {
    if value["type"] == "Sequence", let elements = value[list]?.array, elements.count == 1 {
      if let other = foreign(in: value, known: ["type", list]) {
        throw HuggingFaceProblem.unknownMember("\(name).\(other)")
      }
      return try byteLevel("\(name).\(list)[0]", elements[0], list: list, switches)
    }
    guard value["type"] == "ByteLevel" else {
      throw HuggingFaceProblem.foreignMember(name, found: value.canonical, expected: "ByteLevel")
    }
    let rules = ["add_prefix_space": Rule.any, "trim_offsets": .any, "use_regex": .any]
      .merging(switches) { _, own in own }
    if let other = foreign(in: value, known: ["type"] + rules.keys) {
      throw HuggingFaceProblem.unknownMember("\(name).\(other)")
    }
    for (key, rule) in rules.sorted(by: { $0.key < $1.key }) {
      if let value = value[key] { try rule.check("\(name).\(key)", value) }
    }
    // `tokenizers` opens no file without it; left out, the other switches are on.
    if switches["add_prefix_space"] != nil, value["add_prefix_space"] == nil {
      throw HuggingFaceProblem.foreignMember("\(name).add_prefix_space", found: "missing", expected: "false")
    }
  }

  /// The first member that is not known.
  private static func foreign(in value: JSONValue, known: [String]) -> String? {
    (value.object ?? [:]).keys.sorted().first { !known.contains($0) }
  }

  /// Without these, `tokenizers` neither splits nor decodes as Letterpress does.
  static func checkPresent(_ seen: Set<String>) throws {
    for name in ["pre_tokenizer", "decoder", "model"] where !seen.contains(name) { throw missing(name) }
  }

  static func missing(_ name: String) -> HuggingFaceProblem {
    .foreignMember(name, found: "missing", expected: name == "model" ? "BPE" : "ByteLevel")
  }
}

// MARK: Special tokens

extension HuggingFaceRules {
  private static let flags: [String: Rule] = [
    "single_word": .off, "lstrip": .off, "rstrip": .off, "normalized": .any, "special": .any,
  ]

  /// The members of `added_tokens`.
  /// - Throws: `JSONProblem`, `HuggingFaceProblem`.
  static func addedTokens(_ value: JSONValue) throws -> [HuggingFaceReader.AddedToken] {
    guard let elements = value.array else {
      throw JSONProblem.shape(key: "added_tokens", expected: "a list", found: value.kind)
    }
    let tokens = try elements.enumerated().map { index, element in
      guard let id = element["id"]?.int, let content = element["content"]?.string else {
        throw JSONProblem.shape(key: "added_tokens", expected: "objects with id and content", found: element.kind)
      }
      let member = "added_tokens[\(index)]"
      if let other = foreign(in: element, known: ["id", "content"] + flags.keys) {
        throw HuggingFaceProblem.unknownMember("\(member).\(other)")
      }
      for (flag, rule) in flags.sorted(by: { $0.key < $1.key }) {
        if let value = element[flag] { try rule.check("\(member).\(flag)", value) }
      }
      return HuggingFaceReader.AddedToken(id: id, content: content)
    }
    try checkOrder(elements, tokens.map { Array($0.content.utf8) })
    return tokens
  }

  /// Tokens with `normalized` are looked for after those without: no matter, unless two of them overlap.
  private static func checkOrder(_ elements: [JSONValue], _ texts: [[UInt8]]) throws {
    let late = elements.indices.filter { elements[$0]["normalized"] == true }
    guard !late.isEmpty, late.count < elements.count else { return }
    let early = elements.indices.filter { elements[$0]["normalized"] != true }
    for index in late where early.contains(where: { overlap(texts[index], texts[$0]) }) {
      throw HuggingFaceProblem.foreignMember(
        "added_tokens[\(index)].normalized", found: "true", expected: "false, as of the tokens that overlap with it")
    }
  }

  /// Whether a text can hold both in places that are not apart.
  private static func overlap(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    let (short, long) = first.count < second.count ? (first, second) : (second, first)
    let isInside = (0...(long.count - short.count)).contains { long[$0...].starts(with: short) }
    return isInside
      || (1..<max(1, short.count)).contains { count in
        first.suffix(count).elementsEqual(second.prefix(count))
          || second.suffix(count).elementsEqual(first.prefix(count))
      }
  }
}
