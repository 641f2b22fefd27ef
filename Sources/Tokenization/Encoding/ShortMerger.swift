/// Merges up to 128 bytes by looking through all pairs for each merge: quadratic, but on a few cache lines. Belongs to
/// one thread.
///
/// Tokens stay where their first byte is and know their neighbours' places, so that nothing moves. A candidate is a
/// pair that may merge, `rank << 16 | place of its left token`: the least of all is the one to merge next, and to
/// find it takes no branch.
///
/// Safety contract: all pointers have room for `limit + 1` elements; `n` bytes use `n + 1`.
final class ShortMerger {
  /// The most bytes it takes.
  static let limit = 128

  /// No pair: greater than every candidate, since ranks stop short of it.
  private static let noCandidate = UInt32.max

  private let table: MergeTable
  private let tokens: UnsafeMutablePointer<TokenID>
  /// By the place of the left token.
  private let candidates: UnsafeMutablePointer<UInt32>
  /// What the pair at a place becomes.
  private let products: UnsafeMutablePointer<TokenID>
  private let next: UnsafeMutablePointer<Int32>
  private let previous: UnsafeMutablePointer<Int32>

  init(table: MergeTable) {
    self.table = table
    tokens = Self.allocate()
    candidates = Self.allocate()
    products = Self.allocate()
    next = Self.allocate()
    previous = Self.allocate()
  }

  deinit {
    tokens.deallocate()
    candidates.deallocate()
    products.deallocate()
    next.deallocate()
    previous.deallocate()
  }

  private static func allocate<Value: FixedWidthInteger>() -> UnsafeMutablePointer<Value> {
    let values = UnsafeMutablePointer<Value>.allocate(capacity: limit + 1)
    values.initialize(repeating: 0, count: limit + 1)
    return values
  }

  /// The tokens of 1 to `limit` bytes; they hold until the next call.
  func merge(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<TokenID> {
    let length = bytes.count
    start(with: bytes)
    while true {
      let best = leastCandidate(length)
      if best == Self.noCandidate { return UnsafeBufferPointer(start: tokens, count: gather(length)) }
      let place = Int(best & 0xFFFF)
      let right = Int(next[place])
      tokens[place] = products[place]
      candidates[right] = Self.noCandidate
      next[place] = next[right]
      previous[Int(next[right])] = Int32(truncatingIfNeeded: place)
      findCandidate(at: place, length)
      if place > 0 { findCandidate(at: Int(previous[place]), length) }
    }
  }

  /// One token a byte, and the candidates between them.
  private func start(with bytes: UnsafeBufferPointer<UInt8>) {
    let last = bytes.count &- 1
    for place in 0...last {
      let byte = bytes[place]
      tokens[place] = table.byteTokens[Int(byte)]
      next[place] = Int32(truncatingIfNeeded: place &+ 1)
      previous[place] = Int32(truncatingIfNeeded: place &- 1)
      note(place < last ? table.mergeOfBytes(byte, bytes[place &+ 1]) : MergeTable.noMerge, at: place)
    }
  }

  /// Looks up the pair of the token at `place` and the next one, if there is one.
  @inline(__always)
  private func findCandidate(at place: Int, _ length: Int) {
    let right = Int(next[place])
    note(right < length ? table.merge(tokens[place], tokens[right]) : MergeTable.noMerge, at: place)
  }

  /// Keeps the merge, if it is one, of the pair whose left token is at `place`.
  @inline(__always)
  private func note(_ merge: UInt32, at place: Int) {
    products[place] = TokenID(truncatingIfNeeded: merge)
    candidates[place] =
      merge == MergeTable.noMerge
      ? Self.noCandidate : merge & 0xFFFF_0000 | UInt32(truncatingIfNeeded: place)
  }

  @inline(__always)
  private func leastCandidate(_ length: Int) -> UInt32 {
    var least = candidates[0]
    var place = 1
    while place < length {
      least = min(least, candidates[place])
      place &+= 1
    }
    return least
  }

  /// Moves the tokens that are left to the front and returns their number.
  private func gather(_ length: Int) -> Int {
    var count = 0
    var place = 0
    while place < length {
      tokens[count] = tokens[place]
      count &+= 1
      place = Int(next[place])
    }
    return count
  }
}
