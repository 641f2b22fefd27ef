/// The member `pre_tokenizer` of `tokenizer.json`: ByteLevel, which may cut by GPT-2's pattern itself, or Splits by a
/// pattern that we have and ByteLevel after them.
enum HuggingFacePreTokenizer {
  private typealias Rule = HuggingFaceRules.Rule
  private static let name = "pre_tokenizer"

  /// The name of the pattern by which it cuts.
  /// - Throws: `HuggingFaceProblem` for what cuts in another way.
  static func pattern(_ value: JSONValue) throws -> String {
    guard value["type"] == "Sequence", let all = value["pretokenizers"]?.array, let last = all.last else {
      return try byteLevel(value, name, mayCut: true) ? TokenizerFiles.usualPattern : PatternTexts.whole
    }
    try HuggingFaceRules.checkKnown(value, name, ["type", "pretokenizers"])
    let splits = all.dropLast()
    guard splits.allSatisfy({ $0["type"] == "Split" }) else { throw foreign(value) }
    let texts = try splits.enumerated().map { try split($1, "\(name).pretokenizers[\($0)]", isOnly: splits.count == 1) }
    let cuts = try byteLevel(last, "\(name).pretokenizers[\(splits.count)]", mayCut: splits.isEmpty)
    if splits.isEmpty { return cuts ? TokenizerFiles.usualPattern : PatternTexts.whole }
    guard let pattern = PatternTexts.name(ofSplits: texts) else {
      let found = JSONValue.array(texts.map { .string($0) }).canonical
      throw HuggingFaceProblem.foreignMember(
        name, found: "Split by \(found)", expected: "the pattern of \(PatternTexts.names)")
    }
    return pattern
  }

  /// The member's text for a pattern; nil if `tokenizers` has no words for it.
  static func text(_ pattern: String) -> String? {
    guard pattern != TokenizerFiles.usualPattern else { return byteLevelText(cuts: true) }
    guard let splits = PatternTexts.splits(of: pattern) else { return nil }
    guard !splits.isEmpty else { return byteLevelText(cuts: false) }
    let parts = splits.map { regex in
      var text = Array(#"{"type": "Split", "pattern": {"Regex": "#.utf8)
      JSONText.append(regex.utf8, to: &text)
      return String(decoding: text, as: UTF8.self) + #"}, "behavior": "Isolated", "invert": false}"#
    }
    let all = (parts + [byteLevelText(cuts: false)]).joined(separator: ",\n      ")
    return "{\"type\": \"Sequence\", \"pretokenizers\": [\n      \(all)\n    ]}"
  }

  private static func byteLevelText(cuts: Bool) -> String {
    #"{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": \#(cuts)}"#
  }

  private static func foreign(_ value: JSONValue) -> HuggingFaceProblem {
    .foreignMember(name, found: value.canonical, expected: HuggingFaceRules.preTokenizers)
  }

  /// Whether a ByteLevel cuts by GPT-2's pattern.
  private static func byteLevel(_ value: JSONValue, _ place: String, mayCut: Bool) throws -> Bool {
    guard value["type"] == "ByteLevel" else {
      throw HuggingFaceProblem.foreignMember(place, found: value.canonical, expected: HuggingFaceRules.preTokenizers)
    }
    try HuggingFaceRules.checkByteLevel(
      value, place, ["add_prefix_space": .off, "use_regex": mayCut ? .any : .off])
    // `tokenizers` opens no file without it; left out, the other switches are on.
    guard value["add_prefix_space"] != nil else {
      throw HuggingFaceProblem.foreignMember("\(place).add_prefix_space", found: "missing", expected: "false")
    }
    guard mayCut || value["use_regex"] != nil else {
      throw HuggingFaceProblem.foreignMember("\(place).use_regex", found: "missing", expected: "false")
    }
    return value["use_regex"]?.bool ?? true
  }

  /// The regular expression of a Split that keeps its matches and what lies between them. Where nothing lies between,
  /// that may be said the other way round: of all that is no match, nothing is kept.
  private static func split(_ value: JSONValue, _ place: String, isOnly: Bool) throws -> String {
    try HuggingFaceRules.checkKnown(value, place, ["type", "pattern", "behavior", "invert"])
    guard let regex = value["pattern"]?["Regex"]?.string, value["pattern"]?.object?.count == 1 else {
      throw HuggingFaceProblem.foreignMember(
        "\(place).pattern", found: value["pattern"]?.canonical ?? "missing", expected: "a Regex")
    }
    if isOnly, value["behavior"] == "Removed", value["invert"] == true { return regex }
    try Rule.text("Isolated").check("\(place).behavior", value["behavior"] ?? .null)
    try Rule.off.check("\(place).invert", value["invert"] ?? .null)
    return regex
  }
}
