/// Takes vocabulary and merges from a `tokenizer.json` that stands alone.
///
/// Tokens are in the byte alphabet, but added tokens stand in the vocabulary as they are. What is spelled as programs do
/// is read in one pass; the rest token by token.
final class HuggingFaceModel: HuggingFaceModelReader {
  private let added: AddedTokens
  private let addedTexts: Set<[UInt8]>
  private let path: String
  private var index = TokenIndex(TokenList())
  private var source = MergeSource.ids([])
  /// How many tokens the vocabulary has, and which added tokens are among them.
  private var count = 0
  private var literal: Set<Int> = []

  /// For a file with these added tokens.
  init(_ added: AddedTokens, path: String) {
    self.added = added
    self.path = path
    addedTexts = Set(added.tokens.map(\.bytes))
  }

  // MARK: Vocabulary

  func vocabulary(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem? {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      return .huggingFace(
        .foreignMember("model.vocab", found: try scanner.value().kind, expected: "an object from token to id"))
    }
    var members = VocabularyMembers(fileBytes: scanner.bytes.count - scanner.position)
    var problem: TokenizerProblem?
    if let plain = plainVocabulary(scanner) {
      (members, scanner.position) = plain
    } else {
      try scanner.forEachMember { scanner, key throws(JSONProblem) in
        let id = try scanner.naturalNumber()
        problem = problem ?? self.take(key, id, &members)
      }
    }
    if let problem { return problem }
    guard let tokens = members.byID() else { return members.firstProblem.map { .vocabulary($0) } }
    count = members.ids.count
    for place in literalPlaces { literal.insert(members.ids[place]) }
    index = TokenIndex(tokens)
    return nil
  }

  /// The places in the file of tokens that are added ones, as they are.
  private var literalPlaces: [Int] = []

  private func take(_ key: [UInt8], _ id: Int?, _ members: inout VocabularyMembers) -> TokenizerProblem? {
    let text = { String(decoding: key, as: UTF8.self) }
    guard let id else { return .vocabulary(.idNotInteger(token: text())) }
    // Of a single byte it cannot be meant otherwise.
    if addedTexts.contains(key), let byte = ByteAlphabet.decode(key), byte.count == 1, byte != key {
      return .specialTokens(.mistakable(text(), other: id))
    }
    guard let token = token(key, place: members.ids.count) else { return .huggingFace(.notByteLevel(text())) }
    guard !token.isEmpty else { return .vocabulary(.emptyToken(id: id)) }
    token.withUnsafeBytes { members.tokens.append($0) }
    members.ids.append(id)
    return nil
  }

  /// The bytes of a key; nil if it is neither an added token nor in the alphabet.
  private func token(_ key: [UInt8], place: Int) -> [UInt8]? {
    if addedTexts.contains(key) {
      literalPlaces.append(place)
      return key
    }
    return ByteAlphabet.decode(key)
  }

  /// The vocabulary and where it ends; nil for what has to be looked at key by key.
  private func plainVocabulary(_ scanner: JSONScanner) -> (VocabularyMembers, end: Int)? {
    literalPlaces = []
    // It would read as other bytes.
    guard !added.contents.contains(where: ByteAlphabet.isMistakable) else { return nil }
    let found: (VocabularyMembers, end: Int)? = PlainTokenReader.read(scanner.bytes, from: scanner.position) { reader in
      guard reader.takeSpaced(UInt8(ascii: "{")) else { return nil }
      var members = VocabularyMembers(fileBytes: reader.byteCount)
      repeat {
        let start = reader.position
        if let token = reader.quoted() {
          members.tokens.append(token)
        } else {
          var key = scanner
          key.position = start
          guard let text = try? key.stringBytes({ Array($0) }), let token = self.token(text, place: members.ids.count),
            !token.isEmpty
          else { return nil }
          token.withUnsafeBytes { members.tokens.append($0) }
          reader.move(to: key.position)
        }
        guard reader.takeSpaced(UInt8(ascii: ":")), let id = reader.naturalNumber() else { return nil }
        members.ids.append(id)
      } while reader.takeSpaced(UInt8(ascii: ","))
      return reader.takeSpaced(UInt8(ascii: "}")) ? (members, reader.position) : nil
    }
    if found == nil { literalPlaces = [] }
    return found
  }

  // MARK: Merges

  func merges(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem? {
    if let (ids, end) = HuggingFacePlain.merges(scanner.bytes, from: scanner.position, index) {
      (source, scanner.position) = (.ids(ids), end)
      return nil
    }
    guard try scanner.peek() == UInt8(ascii: "[") else {
      return .huggingFace(.foreignMember("model.merges", found: try scanner.value().kind, expected: "a list"))
    }
    var pairs: [MergePair] = []
    var problem: TokenizerProblem?
    try scanner.forEachElement { scanner throws(JSONProblem) in
      let place = "merge \(pairs.count + 1) of model.merges"
      switch try MergesJSON.merge(&scanner, place: place, takesText: true) {
      case .success(let pair): pairs.append(pair)
      case .failure(let found): problem = problem ?? found
      }
    }
    source = .pairs(pairs)
    return problem
  }

  // MARK: Both

  func tokenizer() throws -> TokenizerFiles {
    for special in added.contents where ByteAlphabet.isMistakable(special) {
      if let other = ByteAlphabet.decode(special.utf8).flatMap({ index.id($0) }) {
        throw TokenizerProblem.specialTokens(.mistakable(special, other: other))
      }
    }
    for token in added.tokens {
      // Text in the alphabet reads as these bytes too: for `tokenizers` the two are different.
      guard let id = index.id(token.bytes), !isInVocabulary(token) else { continue }
      throw HuggingFaceProblem.sameBytes(token.content, other: ByteAlphabet.text(token.bytes), id: id)
    }
    try added.checkIDs(vocabularyCount: count, isInVocabulary: isInVocabulary)
    try added.place(in: &index)
    return try TokenizerFiles(
      index, merges: source, specialTokens: added.contents, vocabularyPath: path, mergesPath: path)
  }

  /// Whether the vocabulary has an added token as it is.
  private func isInVocabulary(_ token: AddedTokens.Token) -> Bool {
    guard let id = index.id(token.bytes) else { return false }
    return literal.contains(id) || ByteAlphabet.text(token.bytes) == token.content
  }
}
