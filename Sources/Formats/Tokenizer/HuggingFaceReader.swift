/// Reads `tokenizer.json`, whoever wrote it: each of its members is obeyed, or refused by its name.
///
/// Vocabulary and merges have files of their own, which give the tokenizer; here they have to be the same. What is left
/// are the special tokens, and everything that would make `tokenizers` cut or merge a text in another way.
///
/// The file has megabytes, and every tool that takes a tokenizer reads it: what is in order is read once, fast, and only
/// what is not is looked at again, for the message.
final class HuggingFaceReader {
  /// A member of `added_tokens`.
  struct AddedToken: Equatable {
    let id: Int
    let content: String
  }

  /// Makes the tokenizer from the files that have it, given the special tokens.
  typealias Loading = (_ added: [AddedToken]) throws -> TokenizerFiles

  private let load: Loading
  private var seen: Set<String> = []
  private var added: [AddedToken]?
  private var files: TokenizerFiles?
  /// At `model`, where that stands before the special tokens.
  private var postponed: JSONScanner?
  /// The first thing that is wrong, beside the grammar.
  private var failure: (any Error)?

  /// The tokenizer of a folder whose `tokenizer.json` is `path`.
  /// - Throws: `FormatError`, and what `load` throws.
  static func read(_ path: String, load: @escaping Loading) throws -> TokenizerFiles {
    try MappedFile(path: path, limit: TokenizerFiles.largestFile).withBytes { try read($0, path: path, load: load) }
  }

  static func read(_ bytes: UnsafeRawBufferPointer, path: String, load: @escaping Loading) throws -> TokenizerFiles {
    do {
      return try HuggingFaceReader(load: load).tokenizer(bytes)
    } catch let problem as JSONProblem {
      throw FormatError.json(path: path, problem)
    } catch let problem as TokenizerProblem {
      throw FormatError.tokenizer(path: path, problem)
    } catch let problem as HuggingFaceProblem {
      throw FormatError.tokenizer(path: path, .huggingFace(problem))
    }
  }

  private init(load: @escaping Loading) { self.load = load }

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
    return files
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
      keepFailure { added = try HuggingFaceRules.addedTokens(value) }
    default:
      let value = try scanner.value()
      keepFailure { try HuggingFaceRules.check(name, value) }
    }
  }

  /// Holds the model against the other files, which are read for it.
  private func model(_ scanner: inout JSONScanner) throws(JSONProblem) {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      let found = try scanner.value().kind
      return keepFailure { throw JSONProblem.shape(key: "model", expected: "an object", found: found) }
    }
    keepFailure { files = try load(added ?? []) }
    guard let files, failure == nil else { return try scanner.skipValue() }
    let model = HuggingFaceModel(files)
    try model.read(&scanner)
    keepFailure { try model.check() }
  }

  /// Keeps the first error that `work` ends with; does nothing after one.
  private func keepFailure(_ work: () throws -> Void) {
    guard failure == nil else { return }
    do { try work() } catch { failure = error }
  }
}
