/// The checks that every tokenizer passes, wherever it comes from.
struct TokenizerCheck {
  let tokens: [[UInt8]]
  let vocabularyPath: String
  let mergesPath: String
  let index: TokenIndex

  init(tokens: [[UInt8]], index: TokenIndex, vocabularyPath: String, mergesPath: String) {
    self.tokens = tokens
    self.vocabularyPath = vocabularyPath
    self.mergesPath = mergesPath
    self.index = index
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
  /// - Parameters:
  ///   - merges: The merges.
  ///   - ids: Their tokens, if they are known.
  /// - Returns: The merges as ids.
  /// - Throws: `FormatError.tokenizer`.
  func merges(_ merges: [MergePair], ids: [MergeIDs]?) throws -> [MergeIDs] {
    var seen = PairSet(capacity: merges.count)
    var found: [MergeIDs] = []
    found.reserveCapacity(merges.count)
    for (offset, merge) in merges.enumerated() {
      let left = ids.map { Int($0[offset].left) } ?? index.id(merge.left)
      let right = ids.map { Int($0[offset].right) } ?? index.id(merge.right)
      guard let left, let right, let product = index.id(merge.left, merge.right) else {
        let missing = left == nil ? merge.left : right == nil ? merge.right : merge.left + merge.right
        throw wrongMerges(
          .mergeOutsideVocabulary(
            number: offset + 1, left: ByteAlphabet.text(merge.left), right: ByteAlphabet.text(merge.right),
            missing: ByteAlphabet.text(missing)))
      }
      guard seen.insert(UInt32(left) << 16 | UInt32(right)) else {
        throw wrongMerges(
          .duplicateMerge(
            number: offset + 1, left: ByteAlphabet.text(merge.left), right: ByteAlphabet.text(merge.right)))
      }
      var ids = MergeIDs(left: left, right: right)
      ids.product = UInt16(truncatingIfNeeded: product)
      found.append(ids)
    }
    return found
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

/// Pairs of ids, each once: open addressing with linear probing, at most half full.
private struct PairSet {
  /// The pair + 1; 0 is empty.
  private var slots: [UInt64]

  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
  }

  /// Whether `pair` was not there yet.
  mutating func insert(_ pair: UInt32) -> Bool {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: (UInt64(pair) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[slot] != 0 {
      if slots[slot] == UInt64(pair) + 1 { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = UInt64(pair) + 1
    return true
  }
}
