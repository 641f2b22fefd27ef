import CTokenizer

/// What the encoder needs of a vocabulary, in flat tables that many threads read at once.
///
/// Safety contract: the tables never change after `init`; `slots` holds `mask + 1` words, `byteTokens` 256 ids,
/// `byteMerges` 65,536 ranks, `lengths` one length per token, `products` one id per rank.
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
  /// Open addressing, linear probing, at most half full: `left << 42 | right << 21 | rank`, or all ones where empty.
  private let slots: UnsafeMutablePointer<UInt64>
  private let mask: Int
  /// These tables as the loops of an instruction set take them.
  let forMerging: UnsafePointer<lp_merge_table>

  init(_ vocabulary: Vocabulary) {
    let merges = vocabulary.mergeIDs
    wholeTokens = vocabulary.rules.takesWholePretokens ? WholeTokens(vocabulary) : nil
    hasHighIDs = vocabulary.count > PretokenCache.idLimit
    byteTokens = .allocate(capacity: 256)
    for (byte, id) in vocabulary.byteIDs.enumerated() { (byteTokens + byte).initialize(to: id) }
    lengths = .allocate(capacity: vocabulary.count)
    for id in 0..<vocabulary.count {
      (lengths + id).initialize(to: UInt32(truncatingIfNeeded: vocabulary.bytes.length(of: id)))
    }
    var capacity = 256
    while capacity < 2 * merges.count { capacity *= 2 }
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: .max, count: capacity)
    mask = capacity - 1
    products = .allocate(capacity: max(1, merges.count))
    products.initialize(repeating: 0, count: max(1, merges.count))
    byteMerges = .allocate(capacity: 1 << 16)
    byteMerges.initialize(repeating: Self.noMerge, count: 1 << 16)
    let forMerging = UnsafeMutablePointer<lp_merge_table>.allocate(capacity: 1)
    forMerging.initialize(
      to: lp_merge_table(
        byte_tokens: byteTokens, byte_merges: byteMerges, slots: slots, mask: mask, products: products))
    self.forMerging = UnsafePointer(forMerging)
    list(vocabulary)
  }

  deinit {
    byteTokens.deallocate()
    lengths.deallocate()
    slots.deallocate()
    products.deallocate()
    byteMerges.deallocate()
    forMerging.deallocate()
  }

  /// The rank of the merge of two neighbouring tokens, or `noMerge`: the smaller, the earlier.
  @inline(__always)
  func rank(_ left: TokenID, _ right: TokenID) -> UInt32 {
    let pair = Self.pair(left, right)
    var index = slot(of: pair)
    while true {
      let entry = slots[index]
      if entry >> Self.idBits == pair { return UInt32(truncatingIfNeeded: entry & (1 << Self.idBits - 1)) }
      if entry == .max { return Self.noMerge }
      index = (index + 1) & mask
    }
  }

  private func insert(_ merge: Vocabulary.MergeIDs, rank: Int) {
    let pair = Self.pair(merge.left, merge.right)
    var index = slot(of: pair)
    while slots[index] != .max { index = (index + 1) & mask }
    slots[index] = pair << Self.idBits | UInt64(rank)
  }

  /// Gives the merges their ranks.
  private func list(_ vocabulary: Vocabulary) {
    var bytes = [Int](repeating: -1, count: vocabulary.count)
    for (byte, id) in vocabulary.byteIDs.enumerated() { bytes[Int(id)] = byte }
    var rank = -1
    for merge in vocabulary.mergeIDs {
      let isShared = vocabulary.rules.sharesRanks && rank >= 0 && products[rank] == merge.product
      if !isShared { rank += 1 }
      products[rank] = merge.product
      insert(merge, rank: rank)
      let (left, right) = (bytes[Int(merge.left)], bytes[Int(merge.right)])
      if left >= 0, right >= 0 { byteMerges[left << 8 | right] = UInt32(rank) }
    }
  }

  @inline(__always)
  private static func pair(_ left: TokenID, _ right: TokenID) -> UInt64 { UInt64(left) << idBits | UInt64(right) }

  @inline(__always)
  private func slot(of pair: UInt64) -> Int { lp_merge_slot(forMerging, pair) }
}
