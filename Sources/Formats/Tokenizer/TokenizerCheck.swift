/// The checks that every tokenizer passes, wherever it comes from.
struct TokenizerCheck {
  let tokens: [[UInt8]]
  let vocabularyPath: String
  let mergesPath: String
  private let index: TokenIndex

  init(tokens: [[UInt8]], vocabularyPath: String, mergesPath: String) {
    self.tokens = tokens
    self.vocabularyPath = vocabularyPath
    self.mergesPath = mergesPath
    index = TokenIndex(tokens)
  }

  /// Size, uniqueness, and a token for every byte.
  func vocabulary() throws {
    guard tokens.count <= TokenizerFiles.maximumCount else { throw wrongVocabulary(.tooManyTokens(tokens.count)) }
    if let id = tokens.firstIndex(where: \.isEmpty) { throw wrongVocabulary(.emptyToken(id: id)) }
    if let id = index.firstDuplicate {
      throw wrongVocabulary(.duplicateToken(ByteAlphabet.text(tokens[id])))
    }
    for byte in UInt8.min...UInt8.max where index.id([byte]) == nil {
      throw wrongVocabulary(.missingByte(byte))
    }
  }

  /// Every merge joins two tokens to a third, and none comes twice.
  func merges(_ merges: [MergePair]) throws {
    var seen = Set<UInt32>(minimumCapacity: merges.count)
    for (offset, merge) in merges.enumerated() {
      let left = index.id(merge.left)
      let right = index.id(merge.right)
      guard let left, let right, index.id(merge.left, merge.right) != nil else {
        let missing = left == nil ? merge.left : right == nil ? merge.right : merge.left + merge.right
        throw wrongMerges(
          .mergeOutsideVocabulary(
            number: offset + 1, left: ByteAlphabet.text(merge.left), right: ByteAlphabet.text(merge.right),
            missing: ByteAlphabet.text(missing)))
      }
      guard seen.insert(UInt32(left) << 16 | UInt32(right)).inserted else {
        throw wrongMerges(
          .duplicateMerge(
            number: offset + 1, left: ByteAlphabet.text(merge.left), right: ByteAlphabet.text(merge.right)))
      }
    }
  }

  /// The special tokens with their ids, by rising id.
  func specialTokens(_ texts: [String]) throws -> [(text: String, id: Int)] {
    var specials: [(text: String, id: Int)] = []
    for text in texts {
      guard !text.isEmpty else { throw wrongVocabulary(.emptySpecialToken) }
      guard let id = index.id(Array(text.utf8)) else { throw wrongVocabulary(.specialTokenMissing(text)) }
      guard !specials.contains(where: { $0.id == id }) else { throw wrongVocabulary(.duplicateSpecialToken(text)) }
      specials.append((text, id))
    }
    return specials.sorted { $0.id < $1.id }
  }

  private func wrongVocabulary(_ problem: TokenizerProblem) -> FormatError {
    .tokenizer(path: vocabularyPath, problem)
  }

  private func wrongMerges(_ problem: TokenizerProblem) -> FormatError {
    .tokenizer(path: mergesPath, problem)
  }
}
