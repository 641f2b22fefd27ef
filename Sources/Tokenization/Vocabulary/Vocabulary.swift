/// A token's number; shards store it as uint16.
package typealias TokenID = UInt16

/// Two tokens that the encoder joins wherever they meet; its place in the list is its rank.
package struct Merge: Hashable, Sendable {
  package let left: [UInt8]
  package let right: [UInt8]

  package init(left: [UInt8], right: [UInt8]) {
    self.left = left
    self.right = right
  }

  /// The bytes of the token that the merge makes.
  package var product: [UInt8] { left + right }
}

/// A byte-level BPE vocabulary whose parts are known to fit together.
///
/// Ids may be in any order: those that `BPETrainer` gives (special tokens, bytes, merges) as well as
/// GPT-2's (bytes in its own order, merges, special tokens last).
package struct Vocabulary: Sendable {
  /// As many tokens as uint16 ids can name.
  package static let largestSize = 65_536

  /// The bytes of every token, by id.
  package let tokens: [[UInt8]]
  /// The merges in the order they were learnt, which is the order the encoder prefers them in.
  /// - Complexity: O(merges).
  package var merges: [Merge] {
    mergeIDs.map { Merge(left: tokens[Int($0.left)], right: tokens[Int($0.right)]) }
  }
  /// Tokens that are matched in the text before anything else and never merged.
  package let specialTokens: [[UInt8]]

  /// The ids of `specialTokens`, in their order.
  package let specialTokenIDs: [TokenID]
  /// `merges` as ids, in their order.
  let mergeIDs: [MergeIDs]
  /// The token of each single byte; 256 ids.
  let byteIDs: [TokenID]

  /// A merge as ids: `left` and `right` become `product`.
  package struct MergeIDs: Sendable, Equatable {
    let left, right, product: TokenID

    /// A merge as ids.
    package init(left: TokenID, right: TokenID, product: TokenID) {
      self.left = left
      self.right = right
      self.product = product
    }
  }

  /// Checks that the parts belong together.
  ///
  /// Every byte must be a token, no two tokens alike; both parts and the product of each merge must be
  /// tokens; every token must be a byte, a merge's product or a special token.
  ///
  /// - Throws: The first `TokenizationError` found.
  /// - Complexity: O(total bytes of tokens and merges).
  package init(tokens: [[UInt8]], merges: [Merge], specialTokens: [[UInt8]]) throws(TokenizationError) {
    guard tokens.count <= Self.largestSize else { throw .tooManyTokens(count: tokens.count) }
    let index = try TokenIndex(tokens)
    var check = VocabularyCheck(tokens: tokens, index: index)
    self.byteIDs = try check.bytes()
    self.mergeIDs = try check.merges(merges)
    self.specialTokenIDs = try check.specialTokens(specialTokens)
    try check.everyTokenIsReachable()
    self.tokens = tokens
    self.specialTokens = specialTokens
  }

  /// Takes parts that were checked already: tokens, no two alike and none empty, the merges between them, each pair
  /// once, and the ids of the special tokens. Checks only that every byte is a token and every token reachable.
  ///
  /// - Throws: The first `TokenizationError` found.
  /// - Complexity: O(tokens + merges).
  package init(
    checkedTokens tokens: [[UInt8]], merges: [MergeIDs], specialTokens: [TokenID]
  ) throws(TokenizationError) {
    guard tokens.count <= Self.largestSize else { throw .tooManyTokens(count: tokens.count) }
    var check = VocabularyCheck(tokens: tokens, index: nil)
    self.byteIDs = try check.bytes()
    check.reach(merges.lazy.map(\.product))
    check.reach(specialTokens)
    try check.everyTokenIsReachable()
    self.tokens = tokens
    self.mergeIDs = merges
    self.specialTokenIDs = specialTokens
    self.specialTokens = specialTokens.map { tokens[Int($0)] }
  }

  /// The number of tokens; ids are `0 ..< count`.
  package var count: Int { tokens.count }

  /// The id of the token with exactly these bytes.
  /// - Complexity: O(tokens).
  package func id(of bytes: [UInt8]) -> TokenID? { tokens.firstIndex(of: bytes).map { TokenID($0) } }

  /// The token with the most bytes and the lowest id among those; special tokens do not count.
  package var longestToken: (id: TokenID, bytes: [UInt8]) {
    let special = Set(specialTokenIDs)
    var longest = TokenID(0)
    var length = 0
    for (id, token) in tokens.enumerated() where token.count > length && !special.contains(TokenID(id)) {
      (longest, length) = (TokenID(id), token.count)
    }
    return (longest, tokens[Int(longest)])
  }
}

extension Vocabulary: Equatable {
  package static func == (a: Vocabulary, b: Vocabulary) -> Bool {
    a.tokens == b.tokens && a.mergeIDs == b.mergeIDs && a.specialTokens == b.specialTokens
  }
}
