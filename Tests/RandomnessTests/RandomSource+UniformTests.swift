import Testing

@testable import Randomness

@Suite struct RandomSourceUniformTests {
  @Test func belowStaysBelowAndReachesEveryNumber() {
    var source = RandomSource(seed: 1)
    for bound in [1, 2, 3, 7, 10] as [UInt64] {
      var counts = [Int](repeating: 0, count: Int(bound))
      for _ in 0..<20_000 { counts[Int(source.below(bound))] += 1 }
      let expected = 20_000 / Double(bound)
      for count in counts { #expect(abs(Double(count) - expected) < 6 * expected.squareRoot()) }
    }
    #expect(source.below(0) == 0)
    #expect(source.index(below: 0) == 0)
    #expect(source.index(below: -5) == 0)
  }

  /// A bound of 3/4 of the range rejects a quarter of all words: a plain multiplication would prefer some.
  @Test func belowIsFairForHugeBounds() {
    var source = RandomSource(seed: 2)
    let bound: UInt64 = 3 << 62
    var thirds = [0, 0, 0]
    for _ in 0..<30_000 {
      let drawn = source.below(bound)
      #expect(drawn < bound)
      thirds[Int(drawn >> 62)] += 1
    }
    for count in thirds { #expect(abs(count - 10_000) < 500) }
  }

  @Test func unitIntervalIsHalfOpenAndCentred() {
    var source = RandomSource(seed: 3)
    var sum = 0.0
    for _ in 0..<100_000 {
      let drawn = source.unitInterval()
      #expect(drawn >= 0 && drawn < 1)
      sum += drawn
    }
    #expect(abs(sum / 100_000 - 0.5) < 0.005)
  }

  @Test func shuffleKeepsEveryElementAndReachesEveryOrder() {
    var source = RandomSource(seed: 4)
    var orders: [[Int]: Int] = [:]
    for _ in 0..<6_000 {
      var elements = [1, 2, 3]
      source.shuffle(&elements)
      orders[elements, default: 0] += 1
    }
    #expect(orders.count == 6)
    for count in orders.values { #expect(abs(count - 1_000) < 200) }
    var none: [Int] = []
    source.shuffle(&none)
    #expect(none.isEmpty)
  }

  @Test func pickTakesOneOfTheElements() {
    var source = RandomSource(seed: 5)
    #expect(source.pick(from: [Int]()) == nil)
    let picked = Set((0..<100).compactMap { _ in source.pick(from: ["a", "b", "c"]) })
    #expect(picked == ["a", "b", "c"])
  }
}
