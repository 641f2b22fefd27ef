// From a pretoken's bytes to its tokens: of all neighbouring pairs, join the one of the lowest rank, the leftmost
// if it occurs more than once, until no pair has a merge.
//
//     up to `shortLimit` bytes   `PretokenMerger`: look through all ranks for each merge. Quadratic, but on a few
//                                cache lines without a branch that depends on where the pair is found
//     more                       `LongPretokenMerger`: a heap of pairs, O(n log n)

/// Merges one pretoken at a time; belongs to one thread.
///
/// Safety contract: `tokens` and `ranks` hold `shortLimit + 1` elements; only the first `count` mean anything.
final class PretokenMerger {
  /// The longest pretoken, in bytes, that is merged by looking through all its pairs.
  static let shortLimit = 128

  private let table: MergeTable
  /// The tokens so far.
  private let tokens: UnsafeMutablePointer<TokenID>
  /// `ranks[i]` is the merge of tokens `i` and `i + 1`, as `MergeTable.merge` gives it.
  private let ranks: UnsafeMutablePointer<UInt32>
  private let long: LongPretokenMerger

  init(table: MergeTable) {
    self.table = table
    tokens = .allocate(capacity: Self.shortLimit + 1)
    tokens.initialize(repeating: 0, count: Self.shortLimit + 1)
    ranks = .allocate(capacity: Self.shortLimit + 1)
    ranks.initialize(repeating: MergeTable.noMerge, count: Self.shortLimit + 1)
    long = LongPretokenMerger(table: table)
  }

  deinit {
    tokens.deallocate()
    ranks.deallocate()
  }

  /// Hands the tokens of a pretoken, which is not empty, to `body`; they hold while it runs.
  func withTokens<Result>(
    of pretoken: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<TokenID>) throws -> Result
  ) rethrows -> Result {
    guard pretoken.count <= Self.shortLimit else {
      return try long.merge(pretoken).withUnsafeBufferPointer(body)
    }
    return try body(UnsafeBufferPointer(start: tokens, count: mergeShort(pretoken)))
  }

  /// Leaves the tokens of a pretoken of at most `shortLimit` bytes in `tokens` and returns their number.
  private func mergeShort(_ pretoken: UnsafeBufferPointer<UInt8>) -> Int {
    var count = start(with: pretoken)
    while count > 1 {
      let at = lowestRank(among: count - 1)
      let merge = ranks[at]
      if merge == MergeTable.noMerge { break }
      tokens[at] = TokenID(truncatingIfNeeded: merge)
      count -= 1
      closeGap(after: at, count: count)
      if at > 0 { ranks[at - 1] = table.merge(tokens[at - 1], tokens[at]) }
      if at + 1 < count { ranks[at] = table.merge(tokens[at], tokens[at + 1]) }
    }
    return count
  }

  /// One token a byte, and the ranks between them.
  private func start(with pretoken: UnsafeBufferPointer<UInt8>) -> Int {
    for (i, byte) in pretoken.enumerated() {
      tokens[i] = table.byteTokens[Int(byte)]
      if i > 0 { ranks[i - 1] = table.merge(tokens[i - 1], tokens[i]) }
    }
    return pretoken.count
  }

  /// Moves what follows token `at + 1`, which has gone, up by one; `count` tokens are left.
  @inline(__always)
  private func closeGap(after at: Int, count: Int) {
    var i = at + 1
    while i < count {
      tokens[i] = tokens[i + 1]
      ranks[i - 1] = ranks[i]
      i += 1
    }
  }

  /// The index of the lowest rank, the first one if there are several.
  @inline(__always)
  private func lowestRank(among count: Int) -> Int {
    var best = 0
    var value = ranks[0]
    var i = 1
    while i < count {
      if ranks[i] < value { (best, value) = (i, ranks[i]) }
      i += 1
    }
    return best
  }
}
