/// Turns the bytes of a terminal into keys. Bytes may be cut anywhere: what is not complete waits for the rest.
package struct KeyDecoder: Sendable {
  private var pending: [UInt8] = []
  /// The bytes of a paste so far; nil outside of one.
  private var pasted: [UInt8]?

  private static let escape: UInt8 = 0x1B
  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  package init() {}

  /// Takes the next bytes and returns the keys that are complete.
  package mutating func keys(for bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while !pending.isEmpty {
      guard let used = pasted == nil ? next(&keys) : paste(&keys) else { break }
      pending.removeFirst(used)
    }
    return keys
  }

  // MARK: One key

  /// Adds what the pending bytes begin with; gives the number of bytes that it took, or nil if they are not complete.
  private mutating func next(_ keys: inout [Key]) -> Int? {
    let byte = pending[0]
    if byte == Self.escape { return escapeSequence(&keys) }
    if byte >= 0x80 { return character(&keys) }
    if let key = byte >= 0x20 && byte != 0x7F ? .text(String(UnicodeScalar(byte))) : Self.control(byte) {
      keys.append(key)
    }
    return 1
  }

  /// A character of several bytes; bytes that are none are left out.
  private func character(_ keys: inout [Key]) -> Int? {
    let length =
      switch pending[0] {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    let following = pending.dropFirst().prefix(length - 1).prefix { $0 & 0xC0 == 0x80 }
    let used = 1 + following.count
    if used < length, used == pending.count { return nil }
    let text = String(decoding: pending[..<used], as: UTF8.self)
    if used == length, !text.unicodeScalars.contains("\u{FFFD}") { keys.append(.text(text)) }
    return used
  }

  private static func control(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x0A, 0x0D: .enter
    case 0x08, 0x7F: .backspace
    case ctrl("A"): .home
    case ctrl("B"): .left
    case ctrl("C"): .interrupt
    case ctrl("D"): .endOfInput
    case ctrl("E"): .end
    case ctrl("F"): .right
    case ctrl("K"): .deleteToEnd
    case ctrl("L"): .clearScreen
    case ctrl("N"): .down
    case ctrl("P"): .up
    case ctrl("U"): .deleteToStart
    case ctrl("W"): .deleteWord
    case ctrl("Z"): .suspend
    case ctrl("\\"): .quit
    default: nil
    }
  }

  private static func ctrl(_ letter: UnicodeScalar) -> UInt8 { UInt8(ascii: letter) & 0x1F }

  // MARK: Sequences

  private mutating func escapeSequence(_ keys: inout [Key]) -> Int? {
    guard pending.count > 1 else { return nil }
    switch pending[1] {
    case UInt8(ascii: "["):
      // ECMA-48: parameters, intermediates, one final byte.
      guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
        // Nothing that a keyboard sends is as long.
        return pending.count > 32 ? pending.count : nil
      }
      let parameters = String(decoding: pending[2..<end], as: UTF8.self)
      if parameters == "200", pending[end] == UInt8(ascii: "~") {
        pasted = []
      } else if let key = Self.key(final: pending[end], parameters) {
        keys.append(key)
      }
      return end + 1
    case UInt8(ascii: "O"):
      guard pending.count > 2 else { return nil }
      if let key = Self.key(final: pending[2], "") { keys.append(key) }
      return 3
    case UInt8(ascii: "b"): keys.append(.wordLeft)
    case UInt8(ascii: "f"): keys.append(.wordRight)
    case 0x7F: keys.append(.deleteWord)
    case Self.escape: return 1
    default: break
    }
    return 2
  }

  private static func key(final: UInt8, _ parameters: String) -> Key? {
    let hasModifier = parameters.contains(";")
    switch final {
    case UInt8(ascii: "A"): return .up
    case UInt8(ascii: "B"): return .down
    case UInt8(ascii: "C"): return hasModifier ? .wordRight : .right
    case UInt8(ascii: "D"): return hasModifier ? .wordLeft : .left
    case UInt8(ascii: "H"): return .home
    case UInt8(ascii: "F"): return .end
    case UInt8(ascii: "~"):
      return ["1": .home, "7": .home, "4": .end, "8": .end, "3": .delete][parameters.prefix { $0 != ";" }]
    default: return nil
    }
  }

  // MARK: Pastes

  /// Takes what is certainly part of the paste, and ends it where it ends.
  private mutating func paste(_ keys: inout [Key]) -> Int? {
    if let end = pending.firstRange(of: Self.pasteEnd) {
      let text = Self.plain((pasted ?? []) + pending[..<end.lowerBound])
      pasted = nil
      if !text.isEmpty { keys.append(.text(text)) }
      return end.upperBound
    }
    let waiting = (1..<Self.pasteEnd.count).last { pending.suffix($0).elementsEqual(Self.pasteEnd.prefix($0)) } ?? 0
    let sure = pending.count - waiting
    pasted?.append(contentsOf: pending[..<sure])
    return sure == 0 ? nil : sure
  }

  /// Pasted text: line ends as line feeds, and no other control character than tabs.
  private static func plain(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          $0 == "\n" || $0 == "\t" || ($0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value))
        }))
  }
}
