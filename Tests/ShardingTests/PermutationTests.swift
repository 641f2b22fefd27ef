import Testing

@testable import Sharding

@Suite struct PermutationTests {
  @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 16, 17, 100, 1_000, 4_097, 65_536])
  func everyNumberComesOnce(_ count: Int) {
    let permutation = Permutation(count: count, seed: 7, stream: 1)
    #expect((0..<count).map { permutation[$0] }.sorted() == Array(0..<count))
  }

  @Test(arguments: [1, 2, 3, 5, 16, 17, 1_000, 4_097])
  func placesAreTheInverse(_ count: Int) {
    let permutation = Permutation(count: count, seed: 9, stream: 2)
    #expect((0..<count).allSatisfy { permutation[permutation.place(of: $0)] == $0 })
    #expect((0..<count).allSatisfy { permutation.place(of: permutation[$0]) == $0 })
  }

  @Test func seedAndStreamDecide() {
    let order = { (seed: UInt64, stream: UInt64) in
      let permutation = Permutation(count: 100, seed: seed, stream: stream)
      return (0..<100).map { permutation[$0] }
    }
    #expect(order(1, 1) == order(1, 1))
    #expect(order(1, 1) != order(2, 1))
    #expect(order(1, 1) != order(1, 2))
    #expect(order(1, 1) != Array(0..<100))
  }

  /// Each number is as likely at each place: chi-square over 24,000 orders of 8, 49 degrees of freedom.
  @Test func placesAreUniform() {
    let size = 8
    var counts = [Int](repeating: 0, count: size * size)
    let orders = 24_000
    for seed in 0..<orders {
      let permutation = Permutation(count: size, seed: UInt64(seed), stream: 1)
      for place in 0..<size { counts[place * size + permutation[place]] += 1 }
    }
    let expected = Double(orders) / Double(size)
    let chiSquare = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    // The 99.99th percentile of 49 degrees of freedom is about 94.
    #expect(chiSquare < 94, "\(chiSquare)")
  }

  /// Neighbours do not stay neighbours: the mean distance of two places is a third of the count.
  @Test func neighboursPart() {
    let count = 10_000
    let permutation = Permutation(count: count, seed: 3, stream: 2)
    let total = (1..<count).reduce(0) { $0 + abs(permutation[$1] - permutation[$1 - 1]) }
    let mean = Double(total) / Double(count - 1)
    #expect(abs(mean / Double(count) - 1.0 / 3) < 0.02)
  }

  @Test func largeCountsWork() {
    let permutation = Permutation(count: 5_000_000_000, seed: 1, stream: 1)
    let values = Set((0..<1_000).map { permutation[4_999_999_999 - $0] })
    #expect(values.count == 1_000)
    #expect(values.allSatisfy { (0..<5_000_000_000).contains($0) })
    #expect(permutation.place(of: permutation[4_999_999_998]) == 4_999_999_998)
  }
}
