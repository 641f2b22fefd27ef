/// Validation of UTF-8 after the Unicode Standard, table 3-7 (well-formed byte sequences).
enum UTF8Validation {
  /// The offset of the first byte that is not part of a well-formed sequence; nil if all is well-formed.
  /// - Complexity: O(bytes); eight ASCII bytes a step.
  static func firstInvalid(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var position = 0
    while position < bytes.count {
      if position + 8 <= bytes.count,
        bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        position += 8
      } else if bytes[position] < 0x80 {
        position += 1
      } else {
        let length = sequenceLength(bytes, at: position)
        if length == 0 { return position }
        position += length
      }
    }
    return nil
  }

  /// The length of the well-formed multi-byte sequence at `position`; 0 if there is none.
  private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Int {
    let lead = bytes[position]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return 0 }
    for offset in 2..<max(2, length) where bytes[position + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
