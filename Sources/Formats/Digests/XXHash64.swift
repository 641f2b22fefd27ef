/// XXH64, the checksum that zstd's frames and seek tables use (seed 0).
///
/// Source: the xxHash specification 0.1.1, section "XXH64 algorithm description"
/// (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md). libzstd contains the function but does not
/// export it.
/// - Complexity: O(bytes), several gigabytes per second.
enum XXHash64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The 64-bit hash of `bytes`.
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var position = 0
    var hash = prime5
    if bytes.count >= 32 {
      (hash, position) = stripes(bytes)
    }
    hash &+= UInt64(bytes.count)
    while position + 8 <= bytes.count {
      hash ^= round(0, word(bytes, position))
      hash = rotate(hash, 27) &* prime1 &+ prime4
      position += 8
    }
    if position + 4 <= bytes.count {
      let value = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
      hash ^= UInt64(value) &* prime1
      hash = rotate(hash, 23) &* prime2 &+ prime3
      position += 4
    }
    while position < bytes.count {
      hash ^= UInt64(bytes[position]) &* prime5
      hash = rotate(hash, 11) &* prime1
      position += 1
    }
    return avalanche(hash)
  }

  /// The low 32 bits, which is what a seek table stores for a frame.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: hash(bytes))
  }

  /// Consumes all whole stripes of 32 bytes in four lanes.
  private static func stripes(_ bytes: UnsafeRawBufferPointer) -> (hash: UInt64, position: Int) {
    var lane1 = prime1 &+ prime2
    var lane2 = prime2
    var lane3: UInt64 = 0
    var lane4 = 0 &- prime1
    var position = 0
    while position + 32 <= bytes.count {
      lane1 = round(lane1, word(bytes, position))
      lane2 = round(lane2, word(bytes, position + 8))
      lane3 = round(lane3, word(bytes, position + 16))
      lane4 = round(lane4, word(bytes, position + 24))
      position += 32
    }
    var hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
    for lane in [lane1, lane2, lane3, lane4] {
      hash = (hash ^ round(0, lane)) &* prime1 &+ prime4
    }
    return (hash, position)
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ input &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value &<< count | value &>> (64 &- count)
  }

  private static func avalanche(_ value: UInt64) -> UInt64 {
    var hash = value
    hash = (hash ^ hash >> 33) &* prime2
    hash = (hash ^ hash >> 29) &* prime3
    return hash ^ hash >> 32
  }
}
