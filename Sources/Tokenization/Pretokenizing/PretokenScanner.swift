// GPT-2's pattern, by hand:
//
//     '(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// What the alternatives amount to, at a position p:
//
//     apostrophe and a contraction's letters   → the contraction
//     [space] then a letter, number or other   → the run of that class, with the space
//     whitespace run of one                    → the run
//     whitespace run of more, then text        → the run without its last character (which may join the text)
//     whitespace run up to the end of the text → the run
//
// Layering, bottom to top: `UTF8Character` (one character), `CharacterClasses` (its class), the run functions
// here (where a class ends), `pretokenEnd` (one pretoken), `scan` (a batch of them). Most bytes of most texts
// are ASCII letters, so `lettersEnd` looks at eight bytes at a time.
//
// Malformed UTF-8: each byte that is not part of a well-formed character counts as one `other` character.
//
// Safety contract: `text[0 ..< end]` may be read, and `TextBuffer.padding` bytes after it, whatever they hold.
// Nothing read at or after `end` changes an answer. All functions return positions in `start + 1 ... end`.

/// Cuts text into pretokens as GPT-2's pattern does.
struct PretokenScanner: Sendable {
  private let classes = CharacterClasses.unicode

  /// Finds pretokens one after another, notes where they end in `ends`, which has room for `capacity` positions,
  /// and returns their number. Fewer than `capacity` means that what follows is undecided, or that `end` is reached.
  ///
  /// If the text is not over at `end`, characters must be complete there, and a pretoken that may go on or turn
  /// out differently with what follows is left for another call.
  func scan(
    _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, endsText: Bool,
    into ends: UnsafeMutablePointer<Int>, capacity: Int
  ) -> Int {
    var position = start
    var count = 0
    while position < end && count < capacity {
      let next = pretokenEnd(text, position, end)
      if !endsText && (next == end || isUndecidedContraction(text, position, end)) { break }
      ends[count] = next
      count += 1
      position = next
    }
    return count
  }

  // MARK: One pretoken

  /// Where the pretoken that starts at `start` ends, if the text is over at `end`.
  @inline(__always)
  private func pretokenEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var first = start
    if text[start] == UInt8(ascii: " ") {
      first += 1
      if first == end { return end }
    }
    let (characterClass, next) = character(text, first, end)
    switch characterClass {
    case CharacterClass.letter:
      return lettersEnd(text, next, end)
    case CharacterClass.number:
      return runEnd(of: CharacterClass.number, text, next, end)
    case CharacterClass.whitespace:
      return whitespaceEnd(text, start, end)
    default:
      if first == start && text[start] == UInt8(ascii: "'") {
        let length = contractionLength(text + start, limit: end - start)
        if length > 0 { return start + length }
      }
      return runEnd(of: CharacterClass.other, text, next, end)
    }
  }

  /// `\s+(?!\S)|\s+`: the whole run at the end of the text or if it is one character, else all but the last.
  @inline(never)
  private func whitespaceEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var last = start
    var position = start
    while position < end {
      let (characterClass, next) = character(text, position, end)
      guard characterClass == CharacterClass.whitespace else { return last == start ? position : last }
      last = position
      position = next
    }
    return end
  }

  /// The length of `'s`, `'d`, `'m`, `'t`, `'ll`, `'ve` or `'re` at an apostrophe, or 0.
  private func contractionLength(_ text: UnsafePointer<UInt8>, limit: Int) -> Int {
    guard limit >= 2 else { return 0 }
    switch text[1] {
    case UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "m"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "l"):
      return limit >= 3 && text[2] == UInt8(ascii: "l") ? 3 : 0
    case UInt8(ascii: "v"), UInt8(ascii: "r"):
      return limit >= 3 && text[2] == UInt8(ascii: "e") ? 3 : 0
    default:
      return 0
    }
  }

  /// Whether the text stops after `'l`, `'v` or `'r`: one more byte may make it a contraction.
  @inline(__always)
  private func isUndecidedContraction(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start + 2 == end, text[start] == UInt8(ascii: "'") else { return false }
    let letter = text[start + 1]
    return letter == UInt8(ascii: "l") || letter == UInt8(ascii: "v") || letter == UInt8(ascii: "r")
  }

  // MARK: Runs of one class

  /// The end of the letters that go on at `start`, eight ASCII letters a step.
  @inline(__always)
  private func lettersEnd(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var position = start
    while position < end {
      let skipped = ASCIILetters.leading(in: UnsafeRawPointer(text + position))
      position += skipped
      if skipped == 8 { continue }
      guard position < end else { return end }
      // Not an ASCII letter: the run ends, unless it goes on in another script.
      if text[position] < 0x80 { return position }
      let (characterClass, next) = otherScriptCharacter(text, position, end)
      guard characterClass == CharacterClass.letter else { return position }
      position = next
    }
    return end
  }

  /// The end of the run of numbers or others that goes on at `start`.
  private func runEnd(
    of wanted: UInt8, _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    var position = start
    while position < end {
      let (characterClass, next) = character(text, position, end)
      guard characterClass == wanted else { return position }
      position = next
    }
    return end
  }

  // MARK: One character

  /// The class of the character at `position` and where the next one starts.
  @inline(__always)
  private func character(
    _ text: UnsafePointer<UInt8>, _ position: Int, _ end: Int
  ) -> (characterClass: UInt8, next: Int) {
    let byte = text[position]
    return byte < 0x80
      ? (classes[UInt32(byte)], position + 1)
      : otherScriptCharacter(text, position, end)
  }

  private func otherScriptCharacter(
    _ text: UnsafePointer<UInt8>, _ position: Int, _ end: Int
  ) -> (characterClass: UInt8, next: Int) {
    let (scalar, length) = UTF8Character.decode(text + position, limit: end - position)
    return length == 0 ? (CharacterClass.other, position + 1) : (classes[scalar], position + length)
  }
}
