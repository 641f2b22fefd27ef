/// The name of a run: a UUID of version 7 (RFC 9562), so that ids sort by time.
package enum RunID {
  /// A new id, greater than `previous` even if the clock was set back since.
  package static func make(after previous: String? = nil, now: Timestamp = .precise) -> String {
    var random = SystemRandomNumberGenerator()
    var milliseconds = UInt64(max(0, now.nanoseconds) / 1_000_000) & 0xFFFF_FFFF_FFFF
    if let last = previous.flatMap(self.milliseconds), last >= milliseconds {
      milliseconds = min(last + 1, 0xFFFF_FFFF_FFFF)
    }
    let high = milliseconds << 16 | 0x7000 | random.next() & 0x0FFF
    let low = 0x8000_0000_0000_0000 | random.next() & 0x3FFF_FFFF_FFFF_FFFF
    return text(high: high, low: low)
  }

  /// The first thirteen characters: enough to tell runs apart in a message.
  package static func short(_ id: String) -> String { String(id.prefix(13)) }

  /// Whether the text has the form of a run id.
  package static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return false }
    return bytes.enumerated().allSatisfy { index, byte in
      switch index {
      case 8, 13, 18, 23: byte == UInt8(ascii: "-")
      default:
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
    }
  }

  /// The latest time that an id of ours can have, in the year 2223: its nanoseconds fit 64 bits.
  static let latest: UInt64 = 8_000_000_000_000

  /// The time in an id, in milliseconds since 1970.
  static func milliseconds(_ id: String) -> UInt64? {
    guard isValid(id) else { return nil }
    return UInt64(id.prefix(13).filter { $0 != "-" }, radix: 16)
  }

  private static func text(high: UInt64, low: UInt64) -> String {
    let digits = [high, low].map { word in
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }.joined()
    var result = ""
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { result.append("-") }
      result.append(digit)
    }
    return result
  }
}
