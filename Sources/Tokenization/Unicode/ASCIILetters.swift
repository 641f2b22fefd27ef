/// Tells ASCII letters from other bytes, eight at a time in one 64-bit word.
enum ASCIILetters {
  /// How many of the eight bytes at `text` are ASCII letters before the first that is not: 0 to 8.
  ///
  /// With bit 5 set, `A`-`Z` become `a`-`z` and nothing else lands between them. Adding `0x80 - bound` to
  /// seven bits then sets a byte's top bit exactly if it has reached the bound, without carry to its neighbour.
  ///
  /// Safety: eight bytes may be read at `text`.
  @inline(__always)
  static func leading(in text: UnsafeRawPointer) -> Int {
    let bytes = UInt64(littleEndian: text.loadUnaligned(as: UInt64.self))
    let lowered = (bytes | 0x2020_2020_2020_2020) & 0x7F7F_7F7F_7F7F_7F7F
    let reachesA = lowered &+ 0x1F1F_1F1F_1F1F_1F1F
    let passesZ = lowered &+ 0x0505_0505_0505_0505
    let isLetter = reachesA & ~passesZ & ~bytes & 0x8080_8080_8080_8080
    return (isLetter ^ 0x8080_8080_8080_8080).trailingZeroBitCount >> 3
  }
}
