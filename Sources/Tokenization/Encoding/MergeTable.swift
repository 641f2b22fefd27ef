import CTokenizer

/// What the encoder needs of a vocabulary, in flat tables that many threads read at once.
///
/// Safety contract: the tables never change after `init`; `byteTokens` holds 256 ids, `byteMerges` 65,536 ranks,
/// `lengths` one length per token, `products` one id per rank.
final class MergeTable: @unchecked Sendable {
  /// The answer for two tokens that do not merge. No merge has this rank: ranks have `idBits` bits.
  static let noMerge = UInt32.max
  /// Bits of an id and of a rank. Two ids and a rank fill a slot: this is what limits the size of a vocabulary.
  static let idBits = UInt64(LP_ID_BITS)

  /// The token of each single byte.
  let byteTokens: UnsafeMutablePointer<TokenID>
  /// The rank of the merge of each pair of bytes. All merging starts with these, and the pairs that texts have lie close.
  private let byteMerges: UnsafeMutablePointer<UInt32>
  /// The number of bytes of every token.
  let lengths: UnsafeMutablePointer<UInt32>
  /// Whether some id is too large for `PretokenCache`.
  let hasHighIDs: Bool
  /// The tokens that a pretoken may be taken as whole; nil if merges decide.
  let wholeTokens: WholeTokens?

  /// The token that the merges of each rank make: usually one merge has it, or all that make the same token.
  let products: UnsafeMutablePointer<TokenID>
  private let slots: MergeSlots
  /// These tables as the loops of an instruction set take them.
  let forMerging: UnsafePointer<lp_merge_table>

  init(_ vocabulary: Vocabulary) {
    wholeTokens = vocabulary.rules.takesWholePretokens ? WholeTokens(vocabulary) : nil
    hasHighIDs = vocabulary.count > PretokenCache.idLimit
    byteTokens = .allocate(capacity: 256)
    for (byte, id) in vocabulary.byteIDs.enumerated() { (byteTokens + byte).initialize(to: id) }
    lengths = .allocate(capacity: vocabulary.count)
    for id in 0..<vocabulary.count {
      (lengths + id).initialize(to: UInt32(truncatingIfNeeded: vocabulary.bytes.length(of: id)))
    }
    products = .allocate(capacity: max(1, vocabulary.mergeIDs.count))
    products.initialize(repeating: 0, count: max(1, vocabulary.mergeIDs.count))
    byteMerges = .allocate(capacity: 1 << 16)
    byteMerges.initialize(repeating: Self.noMerge, count: 1 << 16)
    slots = MergeSlots(Self.rank(vocabulary, products: products, byteMerges: byteMerges))
    let forMerging = UnsafeMutablePointer<lp_merge_table>.allocate(capacity: 1)
    forMerging.initialize(
      to: lp_merge_table(
        byte_tokens: byteTokens, byte_merges: byteMerges, slots: slots.slots, tags: slots.tags, mask: slots.mask,
        products: products))
    self.forMerging = UnsafePointer(forMerging)
  }

  deinit {
    byteTokens.deallocate()
    lengths.deallocate()
    slots.free()
    products.deallocate()
    byteMerges.deallocate()
    forMerging.deallocate()
  }

  /// The rank of the merge of two neighbouring tokens, or `noMerge`: the smaller, the earlier.
  @inline(__always)
  func rank(_ left: TokenID, _ right: TokenID) -> UInt32 { slots.rank(ofPair: Self.pair(left, right)) }

  /// Gives the merges their ranks: those of pairs of bytes into one table, what each makes into another, and all of them
  /// as entries of `MergeSlots`.
  private static func rank(
    _ vocabulary: Vocabulary, products: UnsafeMutablePointer<TokenID>, byteMerges: UnsafeMutablePointer<UInt32>
  ) -> [UInt64] {
    var bytes = [Int](repeating: -1, count: vocabulary.count)
    for (byte, id) in vocabulary.byteIDs.enumerated() { bytes[Int(id)] = byte }
    var entries: [UInt64] = []
    entries.reserveCapacity(vocabulary.mergeIDs.count)
    var rank = -1
    for merge in vocabulary.mergeIDs {
      let isShared = vocabulary.rules.sharesRanks && rank >= 0 && products[rank] == merge.product
      if !isShared { rank += 1 }
      products[rank] = merge.product
      entries.append(pair(merge.left, merge.right) << idBits | UInt64(rank))
      let (left, right) = (bytes[Int(merge.left)], bytes[Int(merge.right)])
      if left >= 0, right >= 0 { byteMerges[left << 8 | right] = UInt32(rank) }
    }
    return entries
  }

  @inline(__always)
  private static func pair(_ left: TokenID, _ right: TokenID) -> UInt64 { UInt64(left) << idBits | UInt64(right) }
}
