/// Merges as a file or a program gives them.
enum MergeSource {
  /// By their tokens' ids, of which the products are still to be found.
  case ids([MergeIDs])
  /// By their bytes, which may be no tokens.
  case pairs([MergePair])
  /// Each once and with its product, as they were made from the tokens.
  case complete([MergeIDs])

  /// The number of merges.
  var count: Int {
    switch self {
    case .ids(let ids): ids.count
    case .pairs(let pairs): pairs.count
    case .complete(let merges): merges.count
    }
  }
}

/// The checks that every tokenizer passes, wherever it comes from.
struct TokenizerCheck {
  let index: TokenIndex
  let vocabularyPath: String
  let mergesPath: String

  private var tokens: TokenList { index.tokens }

  /// Size, uniqueness, and a token for every byte.
  func vocabulary() throws {
    guard tokens.count <= TokenizerFiles.maximumCount else { throw wrongVocabulary(.tooManyTokens(tokens.count)) }
    if let id = index.firstDuplicate {
      throw wrongVocabulary(.duplicateToken(ByteAlphabet.text(tokens[id])))
    }
    for byte in UInt8.min...UInt8.max where index.id([byte]) == nil {
      throw wrongVocabulary(.missingByte(byte))
    }
  }

  /// Every merge joins two tokens to a third, and none comes twice.
  /// - Returns: The merges as ids, with their products.
  /// - Throws: `FormatError.tokenizer`.
  func merges(_ source: MergeSource) throws -> [MergeIDs] {
    guard source.count <= TokenizerFiles.maximumCount else { throw wrongMerges(.tooMany(source.count)) }
    if case .complete(let merges) = source { return merges }
    var found: [MergeIDs] = []
    found.reserveCapacity(source.count)
    var isProduct = [Bool](repeating: false, count: tokens.count)
    var seen: PairSet?
    for number in 0..<source.count {
      let merge = try identified(source, number, after: found.last)
      // The same pair twice would make the same product twice: until one is, there is nothing to remember.
      if isProduct[Int(merge.product)] && seen == nil { seen = PairSet(found, capacity: source.count) }
      guard seen?.insert(merge.pair) ?? true else {
        throw wrongMerges(
          .duplicate(number: number + 1, left: text(Int(merge.left)), right: text(Int(merge.right))))
      }
      isProduct[Int(merge.product)] = true
      found.append(merge)
    }
    return found
  }

  /// A merge with the ids of all its tokens. Most make the token after that which the merge before made, or the same.
  private func identified(_ source: MergeSource, _ number: Int, after last: MergeIDs?) throws -> MergeIDs {
    var (left, right): (Int?, Int?)
    switch source {
    case .ids(let ids): (left, right) = (Int(ids[number].left), Int(ids[number].right))
    case .pairs(let pairs): (left, right) = (index.id(pairs[number].left), index.id(pairs[number].right))
    case .complete(let merges): return merges[number]
    }
    if let left, let right, let product = index.id(left, right, guess: last.map { Int($0.product) + 1 } ?? 256) {
      var merge = MergeIDs(left: left, right: right)
      merge.product = UInt32(truncatingIfNeeded: product)
      return merge
    }
    throw outsideVocabulary(number, source)
  }

  private func outsideVocabulary(_ number: Int, _ source: MergeSource) -> FormatError {
    let pair =
      switch source {
      case .pairs(let pairs): pairs[number]
      case .ids(let ids), .complete(let ids):
        MergePair(left: tokens[Int(ids[number].left)], right: tokens[Int(ids[number].right)])
      }
    let missing = [pair.left, pair.right].first { index.id($0) == nil } ?? pair.left + pair.right
    return wrongMerges(
      .outsideVocabulary(
        number: number + 1, left: ByteAlphabet.text(pair.left), right: ByteAlphabet.text(pair.right),
        missing: ByteAlphabet.text(missing)))
  }

  private func text(_ id: Int) -> String { ByteAlphabet.text(tokens[id]) }

  /// The special tokens with their ids, by rising id.
  func specialTokens(_ texts: [String]) throws -> [(text: String, id: Int)] {
    var specials: [(text: String, id: Int)] = []
    var seen: Set<Int> = []
    for text in texts {
      guard !text.isEmpty else { throw wrongSpecialTokens(.empty) }
      guard let id = index.id(text) else { throw wrongSpecialTokens(.missing(text)) }
      guard seen.insert(id).inserted else { throw wrongSpecialTokens(.duplicate(text)) }
      specials.append((text, id))
    }
    return specials.sorted { $0.id < $1.id }
  }

  /// Every token is a byte, a merge's product or a special token. Others would mean that merges and vocabulary, from two
  /// files, are of two tokenizers.
  /// - Throws: `FormatError.tokenizer`.
  func reach(_ merges: [MergeIDs], specialTokens: [UInt32]) throws {
    var isMade = tokens.indices.map { tokens.length(of: $0) <= 1 }
    for merge in merges { isMade[Int(merge.product)] = true }
    for id in specialTokens { isMade[Int(id)] = true }
    guard let id = isMade.firstIndex(of: false) else { return }
    throw wrongVocabulary(.unreachable(text(id), id: id))
  }

  /// The tokens that are neither a byte nor made by a merge, as far as they are text.
  func unmerged(_ merges: [MergeIDs]) -> [String] {
    var isMade = [Bool](repeating: false, count: tokens.count)
    for merge in merges { isMade[Int(merge.product)] = true }
    return tokens.indices.compactMap { id in
      guard tokens.length(of: id) > 1, !isMade[id] else { return nil }
      return tokens.withToken(id) { UTF8Validation.firstInvalid($0) == nil ? String(decoding: $0, as: UTF8.self) : nil }
    }
  }

  private func wrongVocabulary(_ problem: VocabularyProblem) -> FormatError {
    .tokenizer(path: vocabularyPath, .vocabulary(problem))
  }

  private func wrongSpecialTokens(_ problem: SpecialTokensProblem) -> FormatError {
    .tokenizer(path: vocabularyPath, .specialTokens(problem))
  }

  private func wrongMerges(_ problem: MergesProblem) -> FormatError {
    .tokenizer(path: mergesPath, .merges(problem))
  }
}

/// Pairs of ids, each once: open addressing with linear probing, at most half full.
private struct PairSet {
  /// The pair + 1; 0 is empty.
  private var slots: [UInt64]

  init(_ merges: [MergeIDs], capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    for merge in merges { _ = insert(merge.pair) }
  }

  /// Whether `pair` was not there yet.
  mutating func insert(_ pair: UInt64) -> Bool {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[slot] != 0 {
      if slots[slot] == pair + 1 { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = pair + 1
    return true
  }
}
