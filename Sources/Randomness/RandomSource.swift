/// Seeded random numbers that are the same on every machine: xoshiro256** (Blackman and Vigna 2018).
///
/// A source is named by a seed and a stream. Streams of one seed are independent sequences, so one thing
/// (say, the initialisation of one tensor) can draw more or fewer numbers without shifting any other.
/// The whole state is four words that can be saved and restored.
///
/// Prefer the methods here to the standard library's `random(in:using:)` and `shuffle(using:)`, whose use of
/// the underlying bits is not promised to stay the same between versions.
package struct RandomSource: RandomNumberGenerator, Sendable, Equatable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// The source of one stream of a seed; the four words of state come from SplitMix64.
  package init(seed: UInt64, stream: UInt64 = 0) {
    var spread = SplitMix64(state: SplitMix64.mix(seed &+ SplitMix64.increment) &+ stream)
    s0 = spread.next()
    s1 = spread.next()
    s2 = spread.next()
    s3 = spread.next()
  }

  /// Continues from a saved state; nil unless there are four words, not all zero (the one state that the
  /// generator never leaves).
  package init?(state: [UInt64]) {
    guard state.count == 4, state.contains(where: { $0 != 0 }) else { return nil }
    s0 = state[0]
    s1 = state[1]
    s2 = state[2]
    s3 = state[3]
  }

  /// The four words of state, in the order of the published algorithm.
  package var state: [UInt64] { [s0, s1, s2, s3] }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }
}
