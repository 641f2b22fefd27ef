/// `vocab.json`: an object from token text in GPT-2's byte alphabet to id.
enum VocabularyJSON {
  /// The tokens by id. A special token may stand in the file in the alphabet or as it is.
  /// - Returns: the byte string of each id.
  /// - Throws: `FormatError`.
  static func read(_ path: String, specialTokens: [String]) throws -> TokenIndex {
    let file = try MappedFile(path: path, limit: TokenizerFiles.largestFile)
    return try file.withBytes { bytes in
      try plainIndex(bytes, specialTokens: specialTokens)
        ?? strictIndex(bytes, specialTokens: specialTokens, path: path)
    }
  }

  /// The tokens of any file, or what is wrong with it.
  static func strictIndex(
    _ bytes: UnsafeRawBufferPointer, specialTokens: [String], path: String
  ) throws -> TokenIndex {
    let members = try parse(bytes, path: path)
    guard members.count <= TokenizerFiles.maximumCount else {
      throw FormatError.tokenizer(path: path, .vocabulary(.tooManyTokens(members.count)))
    }
    let texts = try sorted(members, path: path)
    return TokenIndex(try tokens(texts, specialTokens: specialTokens, path: path))
  }

  /// The text of the file: one token a line, by id.
  static func text(_ tokens: some Collection<[UInt8]>) -> [UInt8] {
    var text = Array("{".utf8)
    for (id, token) in tokens.enumerated() where !token.isEmpty {
      text.append(contentsOf: (text.count == 1 ? "\n  " : ",\n  ").utf8)
      ByteAlphabet.appendJSON(token, to: &text)
      text.append(contentsOf: ": \(id)".utf8)
    }
    text.append(contentsOf: "\n}\n".utf8)
    return text
  }

  /// The tokens of a plain file, the same that the strict reader finds in it; nil for one that it must look at.
  static func plainIndex(_ bytes: UnsafeRawBufferPointer, specialTokens: [String]) -> TokenIndex? {
    guard let members = PlainTokenReader.read(bytes, plainMembers), let tokens = members.byID() else { return nil }
    let index = TokenIndex(tokens)
    // One that stands in the file as it is may read as other bytes.
    return specialTokens.allSatisfy { index.id($0) != nil || !ByteAlphabet.isMistakable($0) } ? index : nil
  }

  /// The members with what their keys stand for.
  private static func plainMembers(_ reader: inout PlainTokenReader) -> VocabularyMembers? {
    guard reader.takeSpaced(UInt8(ascii: "{")) else { return nil }
    var members = VocabularyMembers(fileBytes: reader.byteCount)
    while let token = reader.quoted() {
      members.tokens.append(token)
      guard reader.takeSpaced(UInt8(ascii: ":")), let id = reader.naturalNumber() else { return nil }
      members.ids.append(id)
      if reader.takeSpaced(UInt8(ascii: ",")) { continue }
      return reader.takeSpaced(UInt8(ascii: "}")) && reader.isAtEnd ? members : nil
    }
    return nil
  }

  private typealias Member = (text: [UInt8], id: Int)

  private static func parse(_ bytes: UnsafeRawBufferPointer, path: String) throws -> [Member] {
    var members: [Member] = []
    var withoutID: [UInt8]?
    do throws(JSONProblem) {
      var scanner = try JSONScanner(bytes, mayHaveMark: true)
      if try scanner.peek() != UInt8(ascii: "{") {
        throw .shape(key: "vocab", expected: "an object from token to id", found: try scanner.document().kind)
      }
      try scanner.forEachMember { scanner, key throws(JSONProblem) in
        if let id = try scanner.naturalNumber() {
          members.append((key, id))
        } else if withoutID == nil {
          withoutID = key
        }
      }
      try scanner.finish()
    } catch {
      throw FormatError.json(path: path, error)
    }
    if let token = withoutID { throw FormatError.tokenizer(path: path, .vocabulary(.idNotInteger(token: utf8(token)))) }
    return members
  }

  /// The texts in the order of their ids; empty where no token has an id.
  private static func sorted(_ members: [Member], path: String) throws -> [[UInt8]] {
    func wrong(_ problem: VocabularyProblem) -> FormatError { .tokenizer(path: path, .vocabulary(problem)) }
    for (text, id) in members where id >= TokenizerFiles.maximumCount {
      throw wrong(.idOutOfRange(token: utf8(text), id: id))
    }
    var texts = [[UInt8]](repeating: [], count: (members.map(\.id).max() ?? -1) + 1)
    for (text, id) in members {
      guard !text.isEmpty else { throw wrong(.emptyToken(id: id)) }
      guard texts[id].isEmpty else { throw wrong(.duplicateID(id, token: utf8(text))) }
      texts[id] = text
    }
    return texts
  }

  private static func tokens(_ texts: [[UInt8]], specialTokens: [String], path: String) throws -> [[UInt8]] {
    var tokens = texts.map { ByteAlphabet.decode($0) }
    let missing = Set(specialTokens.map { Array($0.utf8) }).subtracting(tokens.compactMap { $0 })
    // Other programs write special tokens as they are, not in the alphabet.
    for (id, text) in texts.enumerated() where missing.contains(text) { tokens[id] = text }
    return try zip(tokens, texts).map { token, text in
      guard let token else { throw FormatError.tokenizer(path: path, .vocabulary(.notInAlphabet(utf8(text)))) }
      return token
    }
  }

  private static func utf8(_ text: [UInt8]) -> String { String(decoding: text, as: UTF8.self) }
}
