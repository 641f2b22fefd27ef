/// Bytes as text of 64 letters (RFC 4648): four letters for each three bytes, filled up with `=`.
enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let pad = UInt8(ascii: "=")
  private static let none: UInt8 = 0xFF

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: none, count: 256)
    for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  /// Appends the bytes that a text stands for.
  /// - Returns: Whether it is such a text, to the last bit.
  static func append(decoded text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) -> Bool {
    guard text.count % 4 == 0 else { return false }
    let padding = text.reversed().prefix(2).prefix { $0 == pad }.count
    return values.withUnsafeBufferPointer { values in
      var word: UInt32 = 0
      for place in 0..<text.count - padding {
        let value = values[Int(text[place])]
        guard value != none else { return false }
        word = word << 6 | UInt32(value)
        if place % 4 > 0 { bytes.append(UInt8(truncatingIfNeeded: word >> (6 - 2 * UInt32(place % 4)))) }
      }
      return word & (padding == 2 ? 0xF : padding == 1 ? 0x3 : 0) == 0
    }
  }

  /// Appends the text of some bytes.
  static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let word = (0..<3).reduce(UInt32(0)) { $0 << 8 | UInt32($1 < group.count ? group[start + $1] : 0) }
      for letter in 0..<4 {
        text.append(letter <= group.count ? letters[Int(word >> (18 - 6 * UInt32(letter)) & 63)] : pad)
      }
    }
  }
}
