/// What reads the two large members of `model` in `tokenizer.json`.
protocol HuggingFaceModelReader: AnyObject {
  /// Reads `vocab`.
  /// - Returns: What is wrong with it, beside the grammar.
  func vocabulary(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem?

  /// Reads `merges`.
  /// - Returns: What is wrong with them, beside the grammar.
  func merges(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem?

  /// The tokenizer, once both are read.
  /// - Throws: `TokenizerProblem`, `HuggingFaceProblem`, `FormatError`.
  func tokenizer() throws -> TokenizerFiles
}

/// The member `model` of `tokenizer.json`: BPE with a vocabulary, merges, and no switch on that would give other ids.
struct HuggingFaceModelMembers {
  /// Whether a pretoken that is a token is taken whole.
  private(set) var ignoresMerges = false
  /// The first thing that is not as it must be.
  private(set) var firstProblem: TokenizerProblem?
  private var seen: Set<String> = []

  private typealias Rule = HuggingFaceRules.Rule

  private static let rules: [String: Rule] = [
    "type": .text("BPE"),
    "dropout": Rule(expected: "null or 0") { $0 == .null || $0.double == 0 },
    // Every byte is a token: nothing is ever unknown.
    "unk_token": Rule(expected: "null or a text") { $0 == .null || $0.string != nil },
    "fuse_unk": .any, "ignore_merges": .any,
    "continuing_subword_prefix": .none, "end_of_word_suffix": .none, "byte_fallback": .off,
  ]

  /// Reads the object, its large members through `reader`.
  mutating func read(_ scanner: inout JSONScanner, _ reader: any HuggingFaceModelReader) throws(JSONProblem) {
    var members = self
    // Merges are of tokens: they wait for the vocabulary.
    var waiting: JSONScanner?
    try scanner.forEachMember { scanner, key throws(JSONProblem) in
      let name = String(decoding: key, as: UTF8.self)
      guard members.seen.insert(name).inserted else {
        throw .syntax(offset: scanner.keyPosition, .duplicateKey(name))
      }
      switch name {
      case "vocab": members.keep(try reader.vocabulary(&scanner))
      case "merges" where !members.seen.contains("vocab"):
        waiting = scanner
        try scanner.skipValue()
      case "merges": members.keep(try reader.merges(&scanner))
      default: members.take(name, try scanner.value())
      }
    }
    if var merges = waiting, members.seen.contains("vocab") { members.keep(try reader.merges(&merges)) }
    self = members
  }

  /// - Throws: `HuggingFaceProblem` if one of the large members is missing.
  func checkPresent(_ expected: String) throws {
    for name in ["vocab", "merges"] where !seen.contains(name) {
      throw HuggingFaceProblem.foreignMember("model.\(name)", found: "missing", expected: expected)
    }
  }

  private mutating func take(_ name: String, _ value: JSONValue) {
    guard let rule = Self.rules[name] else { return keep(.huggingFace(.unknownMember("model.\(name)"))) }
    guard rule.accepts(value) else {
      return keep(.huggingFace(.foreignMember("model.\(name)", found: value.canonical, expected: rule.expected)))
    }
    if name == "ignore_merges" { ignoresMerges = value == true }
  }

  private mutating func keep(_ found: TokenizerProblem?) { firstProblem = firstProblem ?? found }
}
