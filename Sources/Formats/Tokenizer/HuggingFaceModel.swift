/// The member `model` of `tokenizer.json`: BPE with the vocabulary and the merges of the other files, and no switch on
/// that would give other ids.
final class HuggingFaceModel {
  private let files: TokenizerFiles
  private var seen: Set<String> = []
  private var problem: TokenizerProblem?

  private typealias Rule = HuggingFaceRules.Rule

  private static let rules: [String: Rule] = [
    "type": .text("BPE"),
    "dropout": Rule(expected: "null or 0") { $0 == .null || $0.double == 0 },
    // Every byte is a token: nothing is ever unknown.
    "unk_token": Rule(expected: "null or a text") { $0 == .null || $0.string != nil },
    "fuse_unk": .any,
    "continuing_subword_prefix": .none, "end_of_word_suffix": .none, "byte_fallback": .off, "ignore_merges": .off,
  ]

  /// The model that these files describe.
  init(_ files: TokenizerFiles) { self.files = files }

  /// Reads the object; what is wrong with it is for `check` to say.
  func read(_ scanner: inout JSONScanner) throws(JSONProblem) {
    try scanner.forEachMember { scanner, key throws(JSONProblem) in
      let name = String(decoding: key, as: UTF8.self)
      guard seen.insert(name).inserted else {
        throw .syntax(offset: scanner.keyPosition, .duplicateKey(name))
      }
      switch name {
      case "vocab": try readVocabulary(&scanner)
      case "merges": try readMerges(&scanner)
      default:
        let value = try scanner.value()
        keep(Self.problem(name, value))
      }
    }
  }

  /// - Throws: `TokenizerProblem` or `HuggingFaceProblem` for the first thing that is not as it must be.
  func check() throws {
    if let problem { throw problem }
    for name in ["vocab", "merges"] where !seen.contains(name) {
      throw HuggingFaceProblem.foreignMember("model.\(name)", found: "missing", expected: "that of the other files")
    }
    // Two tokens of the vocabulary would have one text here.
    for special in files.specialTokens where ByteAlphabet.isMistakable(special) {
      if let other = ByteAlphabet.decode(special.utf8).flatMap({ files.tokens.firstIndex(of: $0) }) {
        throw TokenizerProblem.specialTokens(.mistakable(special, other: other))
      }
    }
  }

  private func keep(_ found: TokenizerProblem?) { problem = problem ?? found }

  private static func problem(_ name: String, _ value: JSONValue) -> TokenizerProblem? {
    guard let rule = rules[name] else { return .huggingFace(.unknownMember("model.\(name)")) }
    guard !rule.accepts(value) else { return nil }
    return .huggingFace(.foreignMember("model.\(name)", found: value.canonical, expected: rule.expected))
  }

  // MARK: Vocabulary

  private func readVocabulary(_ scanner: inout JSONScanner) throws(JSONProblem) {
    if let end = HuggingFacePlain.endOfVocabulary(scanner.bytes, from: scanner.position, files) {
      scanner.position = end
    } else {
      keep(try strictVocabulary(&scanner))
    }
  }

  private func strictVocabulary(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem? {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      return .huggingFace(
        .foreignMember("model.vocab", found: try scanner.value().kind, expected: "an object from token to id"))
    }
    var problem: TokenizerProblem?
    var isThere = [Bool](repeating: false, count: files.count)
    let specials = Dictionary(
      zip(files.specialTokenIDs.map(Int.init), files.specialTokens), uniquingKeysWith: { first, _ in first })
    try scanner.forEachMember { scanner, key throws(JSONProblem) in
      let start = scanner.keyPosition
      let id = try scanner.naturalNumber()
      guard let id, isThere.indices.contains(id),
        specials[id].map({ $0.utf8.elementsEqual(key) }) == true || ByteAlphabet.decode(key) == files.tokens[id]
      else {
        problem = problem ?? .huggingFace(.otherVocabulary(token: String(decoding: key, as: UTF8.self), id: id))
        return
      }
      if isThere[id] {
        throw .syntax(offset: start, .duplicateKey(String(decoding: key, as: UTF8.self)))
      }
      isThere[id] = true
    }
    if let problem { return problem }
    guard let missing = isThere.firstIndex(of: false) else { return nil }
    return .huggingFace(
      .missingInVocabulary(token: specials[missing] ?? ByteAlphabet.text(files.tokens[missing]), id: missing))
  }

  // MARK: Merges

  private func readMerges(_ scanner: inout JSONScanner) throws(JSONProblem) {
    if let end = HuggingFacePlain.endOfMerges(scanner.bytes, from: scanner.position, files) {
      scanner.position = end
    } else {
      keep(try strictMerges(&scanner))
    }
  }

  private func strictMerges(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem? {
    guard try scanner.peek() == UInt8(ascii: "[") else {
      return .huggingFace(.foreignMember("model.merges", found: try scanner.value().kind, expected: "a list"))
    }
    var problem: TokenizerProblem?
    var number = 0
    try scanner.forEachElement { scanner throws(JSONProblem) in
      let place = "merge \(number + 1) of model.merges"
      let merge = try MergesJSON.merge(&scanner, place: place, takesText: true)
      defer { number += 1 }
      guard problem == nil else { return }
      switch merge {
      case .failure(let found): problem = found
      case .success(let merge):
        let expected = number < files.mergeIDs.count ? self.merge(number) : nil
        if merge != expected {
          problem = .huggingFace(.otherMerge(number: number + 1, found: merge, expected: expected))
        }
      }
    }
    if problem == nil, number < files.mergeIDs.count {
      problem = .huggingFace(.otherMerge(number: number + 1, found: nil, expected: merge(number)))
    }
    return problem
  }

  private func merge(_ number: Int) -> MergePair {
    let merge = files.mergeIDs[number]
    return MergePair(left: files.tokens[Int(merge.left)], right: files.tokens[Int(merge.right)])
  }
}
