/// Turns a stream of bytes, cut anywhere, into text that never stops within a character.
///
/// A token may end in the middle of a character; its bytes wait for the rest. Bytes that cannot become a
/// character turn into U+FFFD, as `String(decoding:as:)` does it: one for each maximal part.
///
///     var text = UTF8Stream()
///     for token in … { print(text.append(try decoder.decode([token])), terminator: "") }
///     print(text.finish())
package struct UTF8Stream: Sendable {
  /// The start of a character that is not complete: at most 3 bytes.
  private var pending: [UInt8] = []

  package init() {}

  /// Takes the next bytes and returns all characters that are complete.
  package mutating func append(_ bytes: some Sequence<UInt8>) -> String {
    pending += bytes
    let waiting = Self.unfinishedSuffix(of: pending)
    let text = String(decoding: pending.dropLast(waiting), as: UTF8.self)
    pending.removeFirst(pending.count - waiting)
    return text
  }

  /// Ends the text: what is left of a character becomes U+FFFD.
  package mutating func finish() -> String {
    defer { pending = [] }
    return String(decoding: pending, as: UTF8.self)
  }

  /// How many bytes at the end are the start of a well-formed character: 0 to 3.
  private static func unfinishedSuffix(of bytes: [UInt8]) -> Int {
    for back in 1...3 where back <= bytes.count {
      let suffix = bytes.suffix(back)
      if canGoOn(Array(suffix)) { return back }
    }
    return 0
  }

  /// Whether more bytes can make a well-formed character of these (Unicode 16, table 3-7).
  private static func canGoOn(_ bytes: [UInt8]) -> Bool {
    let lead = bytes[0]
    guard bytes.count < UTF8Character.expectedLength(lead: lead) else { return false }
    guard bytes.count > 1 else { return true }
    let second: ClosedRange<UInt8> =
      switch lead {
      case 0xE0: 0xA0...0xBF
      case 0xED: 0x80...0x9F
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F
      default: 0x80...0xBF
      }
    return second.contains(bytes[1]) && bytes.dropFirst(2).allSatisfy(UTF8Character.isContinuation)
  }
}
