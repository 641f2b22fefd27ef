/// A byte-level BPE tokenizer as it stands on disk: checked plain values, free of any file layout.
///
/// Invariants, all checked when one is made: at most 65,536 tokens, no two alike, each of the 256 single bytes among
/// them; each merge joins two tokens of the vocabulary to a third; special tokens are tokens of the vocabulary.
package struct TokenizerFiles: Sendable, Equatable {
  /// The byte string of each token; the index is the id.
  package let tokens: [[UInt8]]
  /// The merges, first learnt first.
  package let merges: [MergePair]
  /// `merges` by the tokens' ids.
  package let mergeIDs: [MergeIDs]
  /// Tokens that are matched whole before any splitting, by rising id.
  package let specialTokens: [String]
  /// The tokenizer's identity, the same whatever files it is stored in.
  ///
  /// SHA-256 of these bytes, integers little-endian: the 23 bytes `letterpress tokenizer 1`; the number of tokens
  /// (u64), then each by rising id as its length (u32) and bytes; the number of merges (u64), then each as the left
  /// token's length (u32) and bytes and the right token's; the number of special tokens (u64), then their ids (u32)
  /// rising.
  package let digest: Digest

  /// The largest vocabulary that uint16 shards can hold.
  package static let maximumCount = 65_536

  /// Checks and keeps the parts of a tokenizer. Special tokens may come in any order; `path` says where the parts came
  /// from, for messages.
  /// - Throws: `FormatError.tokenizer`.
  package init(
    tokens: [[UInt8]], merges: [MergePair], specialTokens: [String], path: String = "tokenizer"
  ) throws {
    try self.init(
      tokens: tokens, index: TokenIndex(tokens), merges: (merges, nil), specialTokens: specialTokens,
      paths: (path, path))
  }

  /// - Parameters:
  ///   - tokens: The tokens.
  ///   - index: The index of `tokens`.
  ///   - merges: The merges, also as ids of their tokens if those are known.
  ///   - specialTokens: The special tokens.
  ///   - paths: Where the parts came from.
  /// - Throws: `FormatError.tokenizer`.
  init(
    tokens: [[UInt8]], index: TokenIndex, merges: (pairs: [MergePair], ids: [MergeIDs]?), specialTokens: [String],
    paths: (vocabulary: String, merges: String)
  ) throws {
    let check = TokenizerCheck(
      tokens: tokens, index: index, vocabularyPath: paths.vocabulary, mergesPath: paths.merges)
    try check.vocabulary()
    mergeIDs = try check.merges(merges.pairs, ids: merges.ids)
    let specials = try check.specialTokens(specialTokens)
    self.tokens = tokens
    self.merges = merges.pairs
    self.specialTokens = specials.map(\.text)
    digest = Self.digest(tokens, merges.pairs, specials.map(\.id))
  }

  /// The number of tokens.
  package var count: Int { tokens.count }

  /// The id of a special token; nil if it is not one.
  /// - Complexity: O(tokens).
  package func id(ofSpecialToken text: String) -> UInt16? {
    guard specialTokens.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else { return nil }
    return tokens.firstIndex { $0.elementsEqual(text.utf8) }.map { UInt16($0) }
  }

  /// The tokens with the most bytes, the longest first and equally long ones by id; special tokens do not count.
  package func longestTokens(_ count: Int) -> [(id: Int, bytes: [UInt8])] {
    let special = Set(specialTokens.map { Array($0.utf8) })
    let ordinary = tokens.enumerated().filter { !special.contains($0.element) }
    let sorted = ordinary.sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
    return sorted.prefix(max(0, count)).map { (id: $0.offset, bytes: $0.element) }
  }

  private static func digest(_ tokens: [[UInt8]], _ merges: [MergePair], _ specialIDs: [Int]) -> Digest {
    var bytes = Array("letterpress tokenizer 1".utf8)
    bytes.reserveCapacity(16 * (tokens.count + 2 * merges.count))
    func append(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    func append(string: [UInt8]) {
      append(UInt32(string.count))
      bytes.append(contentsOf: string)
    }
    append(UInt64(tokens.count))
    for token in tokens { append(string: token) }
    append(UInt64(merges.count))
    for merge in merges {
      append(string: merge.left)
      append(string: merge.right)
    }
    append(UInt64(specialIDs.count))
    for id in specialIDs { append(UInt32(id)) }
    return .of(bytes)
  }
}
