/// Reads `tokenizer.json`, whoever wrote it: each of its members is obeyed, or refused by its name.
///
/// It may stand alone. Where vocabulary and merges have files of their own, these give them, and here they have to be the
/// same. What is left are the special tokens, and everything that makes `tokenizers` cut or merge a text in its way.
///
/// The file has megabytes, and every tool that takes a tokenizer reads it: what is in order is read once, fast, and only
/// what is not is looked at again, for the message.
final class HuggingFaceReader {
  /// Makes the tokenizer from the files that have it, given the special tokens.
  typealias Loading = (_ added: AddedTokens) throws -> TokenizerFiles

  /// Nil if no other files have the tokenizer.
  private let load: Loading?
  private let path: String
  private var seen: Set<String> = []
  private var added: AddedTokens?
  private var pattern = TokenizerFiles.usualPattern
  private var rules = TokenizerRules()
  private var files: TokenizerFiles?
  /// At `model`, where that stands before the special tokens.
  private var postponed: JSONScanner?
  /// The first thing that is wrong, beside the grammar.
  private var failure: (any Error)?

  /// The tokenizer of a `tokenizer.json`, alone or beside the files that `load` reads.
  /// - Throws: `FormatError`, and what `load` throws.
  static func read(_ path: String, load: Loading? = nil) throws -> TokenizerFiles {
    try MappedFile(path: path, limit: TokenizerFiles.largestFile).withBytes { try read($0, path: path, load: load) }
  }

  static func read(_ bytes: UnsafeRawBufferPointer, path: String, load: Loading? = nil) throws -> TokenizerFiles {
    do {
      return try HuggingFaceReader(path, load).tokenizer(bytes)
    } catch let problem as JSONProblem {
      throw FormatError.json(path: path, problem)
    } catch let problem as TokenizerProblem {
      throw FormatError.tokenizer(path: path, problem)
    } catch let problem as HuggingFaceProblem {
      throw FormatError.tokenizer(path: path, .huggingFace(problem))
    }
  }

  private init(_ path: String, _ load: Loading?) { (self.path, self.load) = (path, load) }

  private func tokenizer(_ bytes: UnsafeRawBufferPointer) throws -> TokenizerFiles {
    var scanner = try JSONScanner(bytes, mayHaveMark: true)
    guard try scanner.peek() == UInt8(ascii: "{") else {
      throw JSONProblem.shape(key: "tokenizer", expected: "an object", found: try scanner.document().kind)
    }
    try scanner.forEachMember { scanner, key throws(JSONProblem) in
      try self.member(String(decoding: key, as: UTF8.self), &scanner)
    }
    try scanner.finish()
    if let failure { throw failure }
    try HuggingFaceRules.checkPresent(seen)
    if var scanner = postponed { try model(&scanner) }
    if let failure { throw failure }
    guard let files else { throw HuggingFaceRules.missing("model") }
    try added?.check(rules.normalization)
    return files.with(pattern: pattern, rules: rules)
  }

  private func member(_ name: String, _ scanner: inout JSONScanner) throws(JSONProblem) {
    guard seen.insert(name).inserted else {
      throw .syntax(offset: scanner.keyPosition, .duplicateKey(name))
    }
    switch name {
    case "model" where added == nil:
      postponed = scanner
      try scanner.skipValue()
    case "model":
      try model(&scanner)
    case "added_tokens":
      let value = try scanner.value()
      keepFailure { added = try AddedTokens(value) }
    case "pre_tokenizer":
      let value = try scanner.value()
      keepFailure { pattern = try HuggingFacePreTokenizer.pattern(value) }
    case "normalizer":
      let value = try scanner.value()
      keepFailure { rules.normalization = try HuggingFaceRules.normalization(value) }
    default:
      let value = try scanner.value()
      keepFailure { try HuggingFaceRules.check(name, value) }
    }
  }

  /// Takes the tokenizer from the model, or holds the model against the other files, which are read for it.
  private func model(_ scanner: inout JSONScanner) throws(JSONProblem) {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      let found = try scanner.value().kind
      return keepFailure { throw JSONProblem.shape(key: "model", expected: "an object", found: found) }
    }
    let added = added ?? AddedTokens()
    var reader: (any HuggingFaceModelReader)?
    keepFailure {
      if let load {
        let loaded = try load(added)
        files = loaded
        reader = HuggingFaceComparison(loaded, added)
      } else {
        reader = HuggingFaceModel(added, path: path)
      }
    }
    guard let reader, failure == nil else { return try scanner.skipValue() }
    var members = HuggingFaceModelMembers()
    try members.read(&scanner, reader)
    keepFailure {
      if let problem = members.firstProblem { throw problem }
      try members.checkPresent(files == nil ? "that of the tokenizer" : "that of the other files")
      files = try reader.tokenizer()
      rules.takesWholePretokens = members.ignoresMerges
    }
  }

  /// Keeps the first error that `work` ends with; does nothing after one.
  private func keepFailure(_ work: () throws -> Void) {
    guard failure == nil else { return }
    do { try work() } catch { failure = error }
  }
}
