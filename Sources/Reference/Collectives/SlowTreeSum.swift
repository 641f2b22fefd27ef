/// Sums over the ranks of a group, as they are defined.
package enum SlowTreeSum {
  /// ((r0 + r1) + (r2 + r3)) + …, element by element: two neighbours become one until one is left.
  ///
  /// - Parameter ranks: what each rank has; a power of two, all of the same length
  /// - Returns: of the same length
  package static func sum<T: FloatingPoint>(_ ranks: [[T]]) -> [T] {
    guard ranks.count > 1 else { return ranks[0] }
    return sum(
      stride(from: 0, to: ranks.count, by: 2).map { pair in
        zip(ranks[pair], ranks[pair + 1]).map { $0 + $1 }
      })
  }

  /// The sum of one element where addends travel as bfloat16: each rank that is passed on the way to `owner` adds the
  /// rounded sum of its partner's side to its own, which is not rounded. What the owner tells the others is rounded.
  ///
  /// - Parameters:
  ///   - ranks: the element on each rank; a power of two
  ///   - owner: which rank ends with the sum
  /// - Returns: the sum, rounded
  package static func roundedSum(_ ranks: [Float], owner: Int) -> Float {
    func side(of rank: Int, levels: Int) -> Float {
      guard levels > 0 else { return ranks[rank] }
      let partner = rank ^ 1 << (levels - 1)
      return side(of: rank, levels: levels - 1) + rounded(side(of: partner, levels: levels - 1))
    }
    guard ranks.count > 1 else { return ranks[0] }
    return rounded(side(of: owner, levels: ranks.count.trailingZeroBitCount))
  }

  /// The nearest number with 8 significant bits, of two that are equally near the one whose last bit is 0.
  package static func rounded(_ x: Float) -> Float {
    guard x.isFinite else { return x }
    let lower = Float(bitPattern: x.bitPattern & 0xFFFF_0000)
    // Away from zero by one unit of the last place that is kept; beyond the largest number that is infinity.
    let upper = Float(bitPattern: (x.bitPattern & 0xFFFF_0000) &+ 0x1_0000)
    let (down, up) = (abs(Double(x) - Double(lower)), abs(span(lower)) - abs(Double(x) - Double(lower)))
    if down != up { return down < up ? lower : upper }
    return lower.bitPattern & 0x1_0000 == 0 ? lower : upper
  }

  /// The distance to the next number with 8 significant bits.
  private static func span(_ x: Float) -> Double { Double(x.ulp) * 65_536 }
}
