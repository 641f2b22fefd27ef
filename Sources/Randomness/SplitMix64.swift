/// SplitMix64 (Steele, Lea and Flood 2014), in Vigna's constants: a 64-bit counter passed through a mixer.
///
/// Used only to spread seeds: its outputs for different starting states are well separated even when the
/// states are small neighbouring numbers, which is what people type as seeds.
package struct SplitMix64: RandomNumberGenerator, Sendable, Equatable {
  /// Added to the state before every output: the odd number nearest to 2^64 / golden ratio.
  package static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The counter; every value is valid.
  package private(set) var state: UInt64

  /// Starts at a state; the first output comes from `state + increment`.
  package init(state: UInt64) {
    self.state = state
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mix(state)
  }

  /// The output function: a bijection of 64-bit words in which every input bit reaches every output bit.
  package static func mix(_ word: UInt64) -> UInt64 {
    var mixed = word
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
