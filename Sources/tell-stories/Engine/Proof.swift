/// Reads the proofs: small corrections that no single template can make, because they depend on its neighbors.
enum Proof {
  /// A beat with single spaces, a capital at the start of each sentence, and a comma where a quotation that ends in a
  /// full stop is followed by `she said`.
  static func corrected(_ beat: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(beat.count)
    var sentenceStarts = true
    for byte in beat {
      if byte == space {
        if text.isEmpty || text.last == space { continue }
        text.append(byte)
        continue
      }
      if ",.!?".utf8.contains(byte), text.last == space { text.removeLast() }
      let isLetter = lowercase.contains(byte)
      if isLetter, text.suffix(3) == [fullStop, quote, space] { text[text.count - 3] = UInt8(ascii: ",") }
      text.append(isLetter && sentenceStarts ? byte - 32 : byte)
      sentenceStarts = byte == fullStop || (sentenceStarts && byte == quote && text.count == 1)
    }
    while text.last == space { text.removeLast() }
    return text
  }

  private static let space = UInt8(ascii: " ")
  private static let quote = UInt8(ascii: "\"")
  private static let fullStop = UInt8(ascii: ".")
  private static let lowercase = UInt8(ascii: "a")...UInt8(ascii: "z")
}
