/// SHA-256 as FIPS 180-4 writes it down, with constants that are computed: nothing in it is copied from a table.
package enum SlowSHA256 {
  /// The digest of a message in hexadecimal digits.
  package static func hexadecimal(_ message: [UInt8]) -> String {
    var state = roots(of: primes.prefix(8), 0.5)
    let bits = UInt64(message.count) * 8
    var padded = message + [0x80]
    padded += Array(repeating: 0, count: (120 - padded.count % 64) % 64)
    padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    for block in stride(from: 0, to: padded.count, by: 64) { compress(padded[block..<block + 64], &state) }
    return state.map { word in (0..<8).map { String(word >> (28 - 4 * $0) & 15, radix: 16) }.joined() }.joined()
  }

  private static let primes = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
  private static let constants = roots(of: primes.prefix(64), 1 / 3)

  /// The first 32 bits of the fractional parts of square or cube roots.
  private static func roots(of primes: ArraySlice<Int>, _ exponent: Double) -> [UInt32] {
    primes.map { prime in
      // Integer root of prime * 2^(32 / exponent), which doubles are too short for.
      let scale = exponent == 0.5 ? 2 : 3
      var low: UInt64 = 0
      var high: UInt64 = 1 << 37
      while high - low > 1 {
        let middle = (low + high) / 2
        if power(middle, scale, isAtMost: UInt64(prime), shift: 32 * scale) { low = middle } else { high = middle }
      }
      return UInt32(truncatingIfNeeded: low)
    }
  }

  /// Whether `base ^ exponent <= value << shift`, in 128 bits.
  private static func power(_ base: UInt64, _ exponent: Int, isAtMost value: UInt64, shift: Int) -> Bool {
    var product = UInt128(base)
    for _ in 1..<exponent { product *= UInt128(base) }
    return product <= UInt128(value) << UInt128(shift)
  }

  private static func compress(_ block: ArraySlice<UInt8>, _ state: inout [UInt32]) {
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { i in
      (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[i + $1]) }
    }
    for i in 16..<64 {
      let (a, b) = (words[i - 15], words[i - 2])
      let s0 = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3
      let s1 = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10
      words.append(words[i - 16] &+ s0 &+ words[i - 7] &+ s1)
    }
    var s = state
    for i in 0..<64 {
      let s1 = rotated(s[4], 6) ^ rotated(s[4], 11) ^ rotated(s[4], 25)
      let first = s[7] &+ s1 &+ (s[4] & s[5] ^ ~s[4] & s[6]) &+ constants[i] &+ words[i]
      let s0 = rotated(s[0], 2) ^ rotated(s[0], 13) ^ rotated(s[0], 22)
      let second = s0 &+ (s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2])
      s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
    }
    for i in 0..<8 { state[i] = state[i] &+ s[i] }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
}
