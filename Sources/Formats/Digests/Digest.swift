import Messages

/// A SHA-256 digest: the identity of content everywhere in Letterpress.
///
/// Written as 64 lower-case hexadecimal digits in files and messages.
package struct Digest: Hashable, Sendable, Codable, CustomStringConvertible {
  // The 32 bytes as four big-endian words: a plain value without an allocation.
  private let word0, word1, word2, word3: UInt64

  /// The number of bytes of a digest.
  package static let byteCount = 32

  /// A digest from its 32 bytes; nil for any other number.
  package init?(bytes: some Sequence<UInt8>) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    for byte in bytes {
      switch count / 8 {
      case 0: words.0 = words.0 << 8 | UInt64(byte)
      case 1: words.1 = words.1 << 8 | UInt64(byte)
      case 2: words.2 = words.2 << 8 | UInt64(byte)
      case 3: words.3 = words.3 << 8 | UInt64(byte)
      default: return nil
      }
      count += 1
    }
    guard count == Self.byteCount else { return nil }
    (word0, word1, word2, word3) = words
  }

  /// A digest from 64 lower-case hexadecimal digits; nil for anything else.
  package init?(hex: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    var high: UInt8?
    for character in hex.utf8 {
      guard let digit = Self.value(ofDigit: character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { return nil }
    self.init(bytes: bytes)
  }

  /// The 32 bytes.
  package var bytes: [UInt8] {
    [word0, word1, word2, word3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The first twelve digits, for people.
  package var short: String { String(hex.prefix(12)) }

  /// The same as `hex`.
  package var description: String { hex }

  /// Reads the hexadecimal form.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let digest = Digest(hex: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a SHA-256 digest in hexadecimal: \(Printable.quoted(text))")
    }
    self = digest
  }

  /// Writes the hexadecimal form.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }

  private static func value(ofDigit character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return character - UInt8(ascii: "a") + 10
    default: return nil
    }
  }
}
