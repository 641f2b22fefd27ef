/// One step through UTF-8 bytes that need not be well formed.
///
/// Safety: callers give a pointer from which `limit > 0` bytes may be read.
enum UTF8Character {
  /// The scalar that starts at `text` and its length in bytes, or length 0 if no well-formed character
  /// within `limit` bytes starts there (Unicode 16, table 3-7: no overlong forms, no surrogates).
  @inline(__always)
  static func decode(_ text: UnsafePointer<UInt8>, limit: Int) -> (scalar: UInt32, length: Int) {
    let lead = text[0]
    if lead < 0x80 { return (UInt32(lead), 1) }
    if lead < 0xE0 {
      guard lead >= 0xC2, limit >= 2, isContinuation(text[1]) else { return (0, 0) }
      return (UInt32(lead & 0x1F) << 6 | UInt32(text[1] & 0x3F), 2)
    }
    if lead < 0xF0 {
      guard limit >= 3, isContinuation(text[1]), isContinuation(text[2]) else { return (0, 0) }
      let scalar = UInt32(lead & 0x0F) << 12 | UInt32(text[1] & 0x3F) << 6 | UInt32(text[2] & 0x3F)
      return scalar < 0x800 || scalar >> 11 == 0x1B ? (0, 0) : (scalar, 3)
    }
    guard lead < 0xF5, limit >= 4, isContinuation(text[1]), isContinuation(text[2]), isContinuation(text[3])
    else { return (0, 0) }
    let upper = UInt32(lead & 0x07) << 18 | UInt32(text[1] & 0x3F) << 12
    let scalar = upper | UInt32(text[2] & 0x3F) << 6 | UInt32(text[3] & 0x3F)
    return scalar < 0x10000 || scalar > 0x10FFFF ? (0, 0) : (scalar, 4)
  }

  /// How many bytes at the end of `count` bytes may be the start of a character still to be completed: 0 to 3.
  ///
  /// Some of what it counts may turn out malformed; waiting for more bytes is then merely unnecessary.
  static func incompleteSuffix(_ text: UnsafePointer<UInt8>, count: Int) -> Int {
    for back in 1...3 where back <= count {
      let byte = text[count - back]
      if isContinuation(byte) { continue }
      return back < expectedLength(lead: byte) ? back : 0
    }
    return 0
  }

  /// The length that a lead byte announces; 1 for ASCII and for bytes that lead nothing.
  @inline(__always)
  static func expectedLength(lead: UInt8) -> Int {
    switch lead {
    case 0xC2...0xDF: return 2
    case 0xE0...0xEF: return 3
    case 0xF0...0xF4: return 4
    default: return 1
    }
  }

  @inline(__always)
  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
