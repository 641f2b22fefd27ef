/// Cuts a stream of bytes at character borders, because a token may end in the middle of a UTF-8 character.
struct CharacterAssembler {
  /// The beginning of a character whose other bytes have not come yet: at most three bytes.
  private var pending: [UInt8] = []

  /// Adds bytes and returns those that are ready: whole characters, and bytes that cannot belong to one.
  mutating func add(_ bytes: [UInt8]) -> [UInt8] {
    pending += bytes
    let ready = pending.count - Self.unfinishedTail(pending)
    defer { pending.removeFirst(ready) }
    return Array(pending.prefix(ready))
  }

  /// What is left at the end of the text: a character that was never finished.
  mutating func finish() -> [UInt8] {
    defer { pending = [] }
    return pending
  }

  /// The number of bytes at the end that are a proper beginning of a character.
  private static func unfinishedTail(_ bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let lead = bytes[bytes.count - length]
      if lead & 0b1100_0000 == 0b1000_0000 { continue }  // a continuation byte: the lead is further back
      return length < characterLength(lead: lead) ? length : 0
    }
    return 0
  }

  /// The length that a lead byte announces; 1 for bytes that lead nothing.
  private static func characterLength(lead: UInt8) -> Int {
    switch lead {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }
}
