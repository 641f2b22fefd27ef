/// A byte-level BPE tokenizer as it stands on disk: checked plain values, free of any file layout.
///
/// Invariants, all checked when one is made: at most 2,097,152 tokens, no two alike, each of the 256 single bytes among
/// them; each merge joins two tokens of the vocabulary to a third; special tokens are tokens of the vocabulary. Ids may
/// have gaps.
package struct TokenizerFiles: Sendable, Equatable {
  /// The byte string of each token; the index is the id. Empty where no token has an id.
  package let tokens: TokenList
  /// The merges by the tokens' ids, first learnt first.
  package let mergeIDs: [MergeIDs]
  /// Tokens that are matched whole before any splitting, by rising id.
  package let specialTokens: [String]
  /// The ids of `specialTokens`, rising.
  package let specialTokenIDs: [UInt32]
  /// The name of the pattern that cuts a text into pretokens.
  package let pattern: String
  /// What it does beside that and merging in order.
  package let rules: TokenizerRules
  /// The tokenizer's identity, the same whatever files it is stored in.
  package let digest: Digest
  /// What `digest` is made of, with pattern and rules.
  private let identity: TokenizerIdentity

  /// The largest vocabulary, and the most merges: the encoder's tables hold ids and ranks of 21 bits.
  package static let maximumCount = 2_097_152
  /// The pattern of a tokenizer whose files name none.
  package static let usualPattern = "gpt2"
  /// The most bytes that a file of a tokenizer may have: thousands for each token.
  static let largestFile = 256 << 20

  /// Checks and keeps the parts of a tokenizer. Special tokens may come in any order; `path` says where the parts came
  /// from, for messages.
  /// - Throws: `FormatError.tokenizer`.
  package init(
    tokens: [[UInt8]], merges: [MergePair], specialTokens: [String], pattern: String = Self.usualPattern,
    path: String = "tokenizer"
  ) throws {
    if let id = tokens.firstIndex(where: \.isEmpty) {
      throw FormatError.tokenizer(path: path, .vocabulary(.emptyToken(id: id)))
    }
    try self.init(
      TokenIndex(tokens), merges: .pairs(merges), specialTokens: specialTokens, pattern: pattern, vocabularyPath: path,
      mergesPath: path)
  }

  /// Without `specialTokens` they are those that no merge makes. An empty token is an id that none has.
  /// - Throws: `FormatError.tokenizer`, which names the path that the wrong part came from.
  init(
    _ index: TokenIndex, merges: MergeSource, specialTokens: [String]?, pattern: String = Self.usualPattern,
    rules: TokenizerRules = TokenizerRules(), vocabularyPath: String, mergesPath: String
  ) throws {
    let check = TokenizerCheck(index: index, vocabularyPath: vocabularyPath, mergesPath: mergesPath)
    try check.vocabulary()
    mergeIDs = try check.merges(merges)
    let specials = try check.specialTokens(specialTokens ?? check.unmerged(mergeIDs))
    tokens = index.tokens
    self.specialTokens = specials.map(\.text)
    specialTokenIDs = specials.map { UInt32(truncatingIfNeeded: $0.id) }
    self.pattern = pattern
    self.rules = rules
    identity = TokenizerIdentity(tokens, mergeIDs, specialTokenIDs)
    digest = identity.digest(pattern: pattern, rules: rules)
  }

  private init(_ other: TokenizerFiles, pattern: String, rules: TokenizerRules) {
    (tokens, mergeIDs) = (other.tokens, other.mergeIDs)
    (specialTokens, specialTokenIDs) = (other.specialTokens, other.specialTokenIDs)
    (self.pattern, self.rules) = (pattern, rules)
    identity = other.identity
    digest = identity.digest(pattern: pattern, rules: rules)
  }

  /// The same tokens and merges with another pattern and other rules.
  func with(pattern: String, rules: TokenizerRules) -> TokenizerFiles {
    pattern == self.pattern && rules == self.rules ? self : TokenizerFiles(self, pattern: pattern, rules: rules)
  }

  /// One more than the largest id.
  package var count: Int { tokens.count }

  /// The merges as byte strings, first learnt first, each made when it is asked for.
  package var merges: LazyMapSequence<[MergeIDs], MergePair> {
    let tokens = tokens
    return mergeIDs.lazy.map { MergePair(left: tokens[Int($0.left)], right: tokens[Int($0.right)]) }
  }

  /// The id of a special token; nil if it is not one.
  package func id(ofSpecialToken text: String) -> UInt32? {
    specialTokens.firstIndex { $0.utf8.elementsEqual(text.utf8) }.map { specialTokenIDs[$0] }
  }

  /// The tokens with the most bytes, the longest first and equally long ones by id; special tokens do not count.
  package func longestTokens(_ count: Int) -> [(id: Int, bytes: [UInt8])] {
    let special = Set(specialTokenIDs.map { Int($0) })
    let sorted = tokens.indices.filter { !special.contains($0) }
      .sorted { (tokens.length(of: $1), $0) < (tokens.length(of: $0), $1) }
    return sorted.prefix(Swift.max(0, count)).map { (id: $0, bytes: tokens[$0]) }
  }
}
