/// A 64-bit hash of eight bytes or more, for tables of pretokens too long for a key of 16 bytes.
enum BytesHash {
  /// The hash of a key.
  @inline(__always)
  static func hash(_ key: (UInt64, UInt64)) -> UInt64 { fold(fold(0x9E37_79B9_7F4A_7C15, key.0), key.1) }

  /// Folds in eight bytes a step by a 64 × 64 → 128 bit product; the last eight may overlap the ones before.
  ///
  /// Safety: `bytes` holds at least eight bytes.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    var hash = UInt64(truncatingIfNeeded: raw.count) ^ 0x9E37_79B9_7F4A_7C15
    var offset = 0
    while offset + 8 < raw.count {
      hash = fold(hash, raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    hash = fold(hash, raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self))
    return hash ^ hash >> 29
  }

  @inline(__always)
  private static func fold(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0xD1B5_4A32_D192_ED03)
    return product.high ^ product.low
  }
}
