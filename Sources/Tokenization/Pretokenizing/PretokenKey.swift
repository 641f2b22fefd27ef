/// A pretoken of at most 15 bytes as one 16-byte value: its bytes, zeros, and its length in the last byte.
///
/// Two such pretokens are equal exactly if their keys are, so a table needs no bytes elsewhere, and comparing
/// takes two instructions. More than 95 % of the words of English text are this short.
struct PretokenKey: Equatable {
  /// The longest pretoken that fits.
  static let longest = 15

  let low: UInt64
  let high: UInt64

  /// Safety: 16 bytes may be read at `text`; `length` is in `1 ... 15`.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, length: Int) {
    let raw = UnsafeRawPointer(text)
    let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    let second = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    // Shift counts are masked to 0...63: for 8 bytes, the part of the second half is empty.
    let part = 1 &<< UInt64(truncatingIfNeeded: 8 &* (length & 7)) &- 1
    low = length >= 8 ? first : first & part
    high = (length >= 8 ? second & part : 0) | UInt64(truncatingIfNeeded: length) << 56
  }

  @inline(__always)
  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// The number of bytes.
  @inline(__always)
  var length: Int { Int(truncatingIfNeeded: high >> 56) }

  /// A hash whose bits all depend on all bytes: one 64 × 64 → 128 bit product, folded.
  @inline(__always)
  var hash: UInt64 {
    let product = (low ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: high ^ 0xD1B5_4A32_D192_ED03)
    return product.high ^ product.low
  }

  /// Writes the 15 bytes at `destination`; only the first `length` mean anything.
  ///
  /// Safety: 16 bytes may be written.
  @inline(__always)
  func store(to destination: UnsafeMutablePointer<UInt8>) {
    let raw = UnsafeMutableRawPointer(destination)
    raw.storeBytes(of: low.littleEndian, as: UInt64.self)
    raw.storeBytes(of: high.littleEndian, toByteOffset: 8, as: UInt64.self)
  }
}
