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

  /// What may cut a text, in words.
  static let preTokenizers = "ByteLevel, alone or after Splits"

  private static let members: [String: Rule] = ["version": .text("1.0"), "truncation": .null, "padding": .null]

  /// Checks a member of the file's object that says nothing that would have to be kept.
  /// - Throws: `HuggingFaceProblem`.
  static func check(_ name: String, _ value: JSONValue) throws {
    switch name {
    case "decoder": try decoder(name, value)
    case "post_processor": try postProcessor(name, value)
    default:
      guard let rule = members[name] else { throw HuggingFaceProblem.unknownMember(name) }
      try rule.check(name, value)
    }
  }

  /// What `normalizer` does: nothing or NFC, alone or in a sequence.
  /// - Throws: `HuggingFaceProblem` for anything else.
  static func normalization(_ value: JSONValue) throws -> TokenizerRules.Normalization {
    let parts = value["type"] == "Sequence" ? value["normalizers"]?.array : value == .null ? [] : [value]
    guard let parts, parts.allSatisfy({ $0 == ["type": "NFC"] }) else {
      throw HuggingFaceProblem.foreignMember("normalizer", found: value.canonical, expected: "null or NFC")
    }
    if value["type"] == "Sequence" { try checkKnown(value, "normalizer", ["type", "normalizers"]) }
    return parts.isEmpty ? .none : .nfc
  }

  /// ByteLevel, alone or as the only one of a sequence.
  private static func decoder(_ name: String, _ value: JSONValue) throws {
    if value["type"] == "Sequence", let elements = value["decoders"]?.array, elements.count == 1 {
      try checkKnown(value, name, ["type", "decoders"])
      return try decoder("\(name).decoders[0]", elements[0])
    }
    guard value["type"] == "ByteLevel" else {
      throw HuggingFaceProblem.foreignMember(name, found: value.canonical, expected: "ByteLevel")
    }
    try checkByteLevel(value, name, [:])
  }

  /// It moves offsets within the text, or adds special tokens around it, which nobody asked for here: no id of the text
  /// itself depends on it.
  private static func postProcessor(_ name: String, _ value: JSONValue) throws {
    switch value["type"]?.string {
    case nil where value == .null: break
    case "ByteLevel": try checkByteLevel(value, name, [:])
    case "TemplateProcessing" where isTemplate(value): break
    case "Sequence":
      try checkKnown(value, name, ["type", "processors"])
      for (number, element) in (value["processors"]?.array ?? []).enumerated() {
        try postProcessor("\(name).processors[\(number)]", element)
      }
    default:
      throw HuggingFaceProblem.foreignMember(
        name, found: value.canonical, expected: "ByteLevel or TemplateProcessing")
    }
  }

  /// Whether a template has the text once, and else only special tokens.
  private static func isTemplate(_ value: JSONValue) -> Bool {
    guard let single = value["single"]?.array else { return false }
    let texts = single.filter { $0["Sequence"] != nil }
    return texts.count == 1 && texts[0]["Sequence"]?["id"] == "A"
      && single.allSatisfy { $0.object?.count == 1 && ($0["Sequence"] ?? $0["SpecialToken"]) != nil }
      && foreign(in: value, known: ["type", "single", "pair", "special_tokens"]) == nil
  }

  /// Checks the switches of a ByteLevel, of which some matter.
  /// - Throws: `HuggingFaceProblem`.
  static func checkByteLevel(_ value: JSONValue, _ name: String, _ switches: [String: Rule]) throws {
    let rules = ["add_prefix_space": Rule.any, "trim_offsets": .any, "use_regex": .any]
      .merging(switches) { _, own in own }
    try checkKnown(value, name, ["type"] + rules.keys)
    for (key, rule) in rules.sorted(by: { $0.key < $1.key }) {
      if let value = value[key] { try rule.check("\(name).\(key)", value) }
    }
  }

  /// Checks that an object has no other members than these.
  /// - Throws: `HuggingFaceProblem`.
  static func checkKnown(_ value: JSONValue, _ name: String, _ known: [String]) throws {
    if let other = foreign(in: value, known: known) { throw HuggingFaceProblem.unknownMember("\(name).\(other)") }
  }

  /// The first member that is not known.
  static func foreign(in value: JSONValue, known: [String]) -> String? {
    (value.object ?? [:]).keys.sorted().first { !known.contains($0) }
  }

  /// Without these, `tokenizers` neither splits nor decodes as Letterpress does.
  static func checkPresent(_ seen: Set<String>) throws {
    for name in ["pre_tokenizer", "decoder", "model"] where !seen.contains(name) { throw missing(name) }
  }

  static func missing(_ name: String) -> HuggingFaceProblem {
    let expected = ["model": "BPE", "pre_tokenizer": preTokenizers]
    return .foreignMember(name, found: "missing", expected: expected[name] ?? "ByteLevel")
  }
}
