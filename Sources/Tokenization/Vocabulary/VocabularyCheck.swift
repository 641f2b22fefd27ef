/// Holds a vocabulary's parts against each other; `Vocabulary.init` runs the checks in order.
struct VocabularyCheck {
  let tokens: [[UInt8]]
  let index: TokenIndex
  /// Which tokens the parts looked at so far make.
  private(set) var reachable: ReachableTokens

  init(tokens: [[UInt8]], bytes: TokenBytes, index: TokenIndex) {
    self.tokens = tokens
    self.index = index
    reachable = ReachableTokens(bytes)
  }

  /// The ids of the 256 single bytes.
  mutating func bytes() throws(TokenizationError) -> [TokenID] { try reachable.bytes() }

  /// The merges as ids, each pair once.
  mutating func merges(_ merges: [Merge]) throws(TokenizationError) -> [Vocabulary.MergeIDs] {
    var ids: [Vocabulary.MergeIDs] = []
    ids.reserveCapacity(merges.count)
    for (rank, merge) in merges.enumerated() {
      let product = try id(of: merge.product, at: rank)
      ids.append(
        .init(left: try id(of: merge.left, at: rank), right: try id(of: merge.right, at: rank), product: product))
      reachable.add(product)
    }
    try eachPairOnce(ids)
    return ids
  }

  /// The ids of the special tokens, each once.
  mutating func specialTokens(_ special: [[UInt8]]) throws(TokenizationError) -> [TokenID] {
    var ids: [TokenID] = []
    for token in special {
      guard !token.isEmpty else { throw .emptySpecialToken }
      guard let id = index.id(of: token, in: tokens) else { throw .specialTokenNotInVocabulary(token) }
      guard !ids.contains(id) else { throw .duplicateSpecialToken(token) }
      reachable.add(id)
      ids.append(id)
    }
    return ids
  }

  private func id(of bytes: [UInt8], at rank: Int) throws(TokenizationError) -> TokenID {
    guard let id = index.id(of: bytes, in: tokens) else {
      throw .mergeNotInVocabulary(index: rank, part: bytes)
    }
    return id
  }

  /// Sorting beats a set here: start-up time counts, and the pairs are plain integers.
  private func eachPairOnce(_ ids: [Vocabulary.MergeIDs]) throws(TokenizationError) {
    // More merges than tokens are possible, since several may make the same token; ranks must fit all the same.
    guard ids.count <= Vocabulary.largestSize else { throw .tooManyMerges(count: ids.count) }
    let bits = MergeTable.idBits
    var pairs: [UInt64] = []
    pairs.reserveCapacity(ids.count)
    for (rank, merge) in ids.enumerated() {
      pairs.append((UInt64(merge.left) << bits | UInt64(merge.right)) << bits | UInt64(rank))
    }
    pairs.sort()
    for (a, b) in zip(pairs, pairs.dropFirst()) where a >> bits == b >> bits {
      let rank: UInt64 = 1 << bits - 1
      throw .duplicateMerge(first: Int(a & rank), second: Int(b & rank))
    }
  }
}
