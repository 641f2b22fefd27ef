import Randomness

/// A random order of `0 ..< count` that takes no memory: each place is computed when it is asked for.
///
/// A Feistel network over the smallest even number of bits that holds `count`, keyed by the seed; numbers at or above
/// `count` are sent round again until they fall below it ("cycle walking"), at most three times on average.
/// Sources: M. Luby, C. Rackoff, "How to construct pseudorandom permutations from pseudorandom functions", 1988,
/// doi:10.1137/0217022; J. Black, P. Rogaway, "Ciphers with arbitrary finite domains", 2002,
/// doi:10.1007/3-540-45760-7_9.
/// - Complexity: O(1) for each place, some 50 ns.
package struct Permutation: Sendable, Equatable {
  /// How many numbers are ordered.
  package let count: Int
  private let keys: [UInt64]
  private let halfBits: UInt64
  private let halfMask: UInt64

  // Four rounds are proven; more cost little and help where the halves have only a few bits.
  private static let rounds = 10

  /// The order that `seed` and `stream` name.
  package init(count: Int, seed: UInt64, stream: UInt64) {
    precondition(count >= 0, "a negative number of things")
    self.count = count
    var source = RandomSource(seed: seed, stream: stream)
    keys = (0..<Self.rounds).map { _ in source.next() }
    let bits = max(2, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
    halfBits = UInt64((bits + 1) / 2)
    halfMask = (1 << halfBits) - 1
  }

  /// The number at a place; both are in `0 ..< count`.
  package subscript(place: Int) -> Int {
    precondition(place >= 0 && place < count, "no such place")
    var number = UInt64(place)
    repeat { number = network(number) } while number >= UInt64(count)
    return Int(number)
  }

  /// The place of a number, the inverse of the subscript.
  /// - Complexity: O(1), as the subscript.
  package func place(of number: Int) -> Int {
    precondition(number >= 0 && number < count, "no such number")
    var place = UInt64(number)
    repeat { place = inverseNetwork(place) } while place >= UInt64(count)
    return Int(place)
  }

  private func inverseNetwork(_ number: UInt64) -> UInt64 {
    var left = number >> halfBits
    var right = number & halfMask
    for key in keys.reversed() {
      (left, right) = (right ^ SplitMix64.mix(key ^ left) & halfMask, left)
    }
    return left << halfBits | right
  }

  private func network(_ number: UInt64) -> UInt64 {
    var left = number >> halfBits
    var right = number & halfMask
    for key in keys {
      (left, right) = (right, left ^ SplitMix64.mix(key ^ right) & halfMask)
    }
    return left << halfBits | right
  }
}
