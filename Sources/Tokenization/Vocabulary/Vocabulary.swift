/// A token's number. Files store it in 16 bits if the whole vocabulary's ids fit them.
package typealias TokenID = UInt32

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
  /// The most tokens: ids have 21 bits, so that a merge, which is two ids and a rank, fills one 64-bit word of the
  /// encoder's table (`MergeTable.idBits`).
  package static let largestSize = 2_097_152

  /// The bytes of every token, by id.
  let bytes: TokenBytes
  /// The bytes of every token, by id, as arrays of their own.
  /// - Complexity: O(total bytes of tokens).
  package var tokens: [[UInt8]] { bytes.indices.map { bytes[$0] } }
  /// The merges in the order they were learnt, which is the order the encoder prefers them in.
  /// - Complexity: O(merges).
  package var merges: [Merge] {
    mergeIDs.map { Merge(left: bytes[Int($0.left)], right: bytes[Int($0.right)]) }
  }
  /// Tokens that are matched in the text before anything else and never merged.
  package let specialTokens: [[UInt8]]

  /// How texts are cut into pretokens.
  package let pattern: SplitPattern
  /// How merges are chosen within one, beside their order.
  package let rules: MergeRules
  /// What is done to texts before they are cut.
  package let normalization: TextNormalization

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
  /// tokens; every token must be a byte, a merge's product or a special token, unless pretokens are taken whole.
  ///
  /// - Throws: The first `TokenizationError` found.
  /// - Complexity: O(total bytes of tokens and merges).
  package init(
    tokens: [[UInt8]], merges: [Merge], specialTokens: [[UInt8]], pattern: SplitPattern = .gpt2,
    rules: MergeRules = MergeRules(), normalization: TextNormalization = .none
  ) throws(TokenizationError) {
    guard tokens.count <= Self.largestSize else { throw .tooManyTokens(count: tokens.count) }
    let index = try TokenIndex(tokens)
    bytes = TokenBytes(tokens)
    var check = VocabularyCheck(tokens: tokens, bytes: bytes, index: index)
    self.byteIDs = try check.bytes()
    self.mergeIDs = try check.merges(merges)
    self.specialTokenIDs = try check.specialTokens(specialTokens)
    if !rules.takesWholePretokens { try check.reachable.checkAll() }
    self.specialTokens = specialTokens
    self.pattern = pattern
    self.rules = rules
    self.normalization = normalization
  }

  /// Takes parts that were checked already: tokens, no two alike, the merges between them, each pair once, and the ids
  /// of the special tokens. An empty token is an id that no token has. Checks only that every byte is a token.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of all tokens, one after another.
  ///   - starts: Where each token starts in them, and where the last one ends.
  ///   - merges: The merges.
  ///   - specialTokens: The ids of the special tokens.
  ///   - pattern: How texts are cut into pretokens.
  ///   - rules: How merges are chosen, beside their order.
  ///   - normalization: What is done to texts before they are cut.
  /// - Throws: The first `TokenizationError` found.
  /// - Complexity: O(tokens + merges).
  package init(
    checkedBytes bytes: [UInt8], starts: [Int], merges: [MergeIDs], specialTokens: [TokenID], pattern: SplitPattern,
    rules: MergeRules = MergeRules(), normalization: TextNormalization = .none
  ) throws(TokenizationError) {
    self.bytes = TokenBytes(bytes: bytes, starts: starts)
    guard self.bytes.count <= Self.largestSize else { throw .tooManyTokens(count: self.bytes.count) }
    guard merges.count <= Self.largestSize else { throw .tooManyMerges(count: merges.count) }
    var reachable = ReachableTokens(self.bytes)
    self.byteIDs = try reachable.bytes()
    self.mergeIDs = merges
    self.specialTokenIDs = specialTokens
    let all = self.bytes
    self.specialTokens = specialTokens.map { all[Int($0)] }
    self.pattern = pattern
    self.rules = rules
    self.normalization = normalization
  }

  /// One more than the largest id; ids are below it, and some may be no token's.
  package var count: Int { bytes.count }

  /// The ids below `count` that no token has, rising.
  /// - Complexity: O(tokens).
  package var unusedIDs: [TokenID] { bytes.indices.filter { bytes.length(of: $0) == 0 }.map { TokenID($0) } }

  /// The id of the token with exactly these bytes.
  /// - Complexity: O(tokens).
  package func id(of token: [UInt8]) -> TokenID? { bytes.firstIndex(of: token).map { TokenID($0) } }

  /// The token with the most bytes and the lowest id among those; special tokens do not count.
  package var longestToken: (id: TokenID, bytes: [UInt8]) {
    let special = Set(specialTokenIDs)
    var longest = TokenID(0)
    var length = 0
    for id in bytes.indices where bytes.length(of: id) > length && !special.contains(TokenID(id)) {
      (longest, length) = (TokenID(id), bytes.length(of: id))
    }
    return (longest, bytes[Int(longest)])
  }
}

extension Vocabulary: Equatable {
  package static func == (a: Vocabulary, b: Vocabulary) -> Bool {
    a.bytes == b.bytes && a.mergeIDs == b.mergeIDs && a.specialTokens == b.specialTokens
      && a.pattern == b.pattern && a.rules == b.rules && a.normalization == b.normalization
  }
}
