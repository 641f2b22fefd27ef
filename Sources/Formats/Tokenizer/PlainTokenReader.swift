/// Reads tokenizer files of the form that programs write: tokens in the byte alphabet, without what is rare.
///
/// Whatever is not plain gives nil, and the strict readers look at the file instead: they alone know all of JSON and
/// what to say about mistakes. So this one may be fast: loading a vocabulary is most of a short run's time.
struct PlainTokenReader {
  /// The longest token that is plain.
  static let longest = 4096

  private let bytes: UnsafeRawBufferPointer
  /// Where the next byte is.
  private(set) var position: Int
  private let alphabet: UnsafeBufferPointer<UInt16>
  private let scratch: UnsafeMutableRawBufferPointer

  /// Lends `body` a reader of `bytes` from a place on; without one from the start, after a byte order mark.
  static func read<Result>(
    _ bytes: UnsafeRawBufferPointer, from start: Int? = nil, _ body: (inout PlainTokenReader) -> Result?
  ) -> Result? {
    ByteAlphabet.withBytes { alphabet in
      withUnsafeTemporaryAllocation(byteCount: longest, alignment: 1) { scratch in
        let start = start ?? ByteOrderMark.length(in: bytes)
        var reader = PlainTokenReader(bytes: bytes, position: start, alphabet: alphabet, scratch: scratch)
        return body(&reader)
      }
    }
  }

  private init(
    bytes: UnsafeRawBufferPointer, position: Int, alphabet: UnsafeBufferPointer<UInt16>,
    scratch: UnsafeMutableRawBufferPointer
  ) {
    self.bytes = bytes
    self.position = position
    self.alphabet = alphabet
    self.scratch = scratch
  }

  /// Goes on at `place`, which is in the file.
  mutating func move(to place: Int) { position = place }

  /// The size of the file.
  var byteCount: Int { bytes.count }

  /// Whether everything is read.
  var isAtEnd: Bool { position == bytes.count }

  /// Consumes white space of JSON.
  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// Consumes `byte` if it comes next.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  /// Goes back to `place` and consumes `text` if it stands there.
  mutating func take(_ text: [UInt8], at place: Int) -> Bool {
    guard bytes[place...].starts(with: text) else { return false }
    position = place + text.count
    return true
  }

  /// Consumes `byte` and white space around it.
  @inline(__always)
  mutating func takeSpaced(_ byte: UInt8) -> Bool {
    skipSpace()
    guard take(byte) else { return false }
    skipSpace()
    return true
  }

  /// Consumes a number of at most nine digits.
  mutating func naturalNumber() -> Int? {
    let start = position
    var number = 0
    while position < bytes.count, bytes[position] &- 0x30 < 10, position - start < 9 {
      number = number * 10 + Int(bytes[position] &- 0x30)
      position += 1
    }
    guard position > start, position - start == 1 || bytes[start] != 0x30 else { return nil }
    return number
  }

  /// Consumes a line if it begins with `text`.
  mutating func skipLine(startingWith text: StaticString) {
    let rest = bytes[position...]
    guard rest.starts(with: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) else {
      return
    }
    position = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
  }

  /// Consumes a token in quotes, which is not empty; the bytes it stands for hold until the next one.
  mutating func quoted() -> UnsafeRawBufferPointer? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    return token(endingWith: UInt8(ascii: "\""), hasEscapes: true)
  }

  /// Consumes a token, which is not empty, and `end` after it; the bytes it stands for hold until the next one.
  mutating func token(endingWith end: UInt8, hasEscapes: Bool = false) -> UnsafeRawBufferPointer? {
    var count = 0
    while position < bytes.count {
      // Letters and the like in eights; whatever else they end with is looked at by itself.
      while bytes.count - position >= 8, scratch.count - count >= 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        scratch.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
        let plain = Self.plainUnits(of: word)
        (position, count) = (position + plain, count + plain)
        if plain < 8 { break }
      }
      guard position < bytes.count else { return nil }
      let unit = bytes[position]
      position += 1
      if unit == end { return count > 0 ? UnsafeRawBufferPointer(rebasing: scratch[..<count]) : nil }
      var scalar = Int(unit)
      if unit == UInt8(ascii: "\\") && hasEscapes {
        guard let escaped = escaped() else { return nil }
        scalar = escaped
      } else if unit >= 0x80 {
        guard unit >= 0xC2, unit < 0xE0, position < bytes.count, bytes[position] & 0xC0 == 0x80 else { return nil }
        scalar = Int(unit & 0x1F) << 6 | Int(bytes[position] & 0x3F)
        position += 1
      }
      guard scalar < alphabet.count, alphabet[scalar] < 0x100, count < scratch.count else {
        // As a line ends on Windows.
        guard unit == 0x0D, end == 0x0A, take(end), count > 0 else { return nil }
        return UnsafeRawBufferPointer(rebasing: scratch[..<count])
      }
      scratch[count] = UInt8(truncatingIfNeeded: alphabet[scalar])
      count += 1
    }
    return nil
  }

  /// How many of eight units, the lowest first, stand for themselves and end nothing: `!` to `~` but for `"` and `\`.
  @inline(__always)
  private static func plainUnits(of word: UInt64) -> Int {
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    // The top bit of a byte says that it is another. Borrows reach only into the bytes above the first of these.
    func zeros(_ x: UInt64) -> UInt64 { (x &- ones) & ~x }
    let low = (word &- ones &* 0x21) & ~word
    let quote = zeros(word ^ ones &* 0x22)
    let backslash = zeros(word ^ ones &* 0x5C)
    let delete = zeros(word ^ ones &* 0x7F)
    return ((word | low | quote | backslash | delete) & tops).trailingZeroBitCount / 8
  }

  /// What follows a backslash; no other escape gives a character of the alphabet.
  private mutating func escaped() -> Int? {
    guard position < bytes.count else { return nil }
    let unit = bytes[position]
    position += 1
    switch unit {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Int(unit)
    case UInt8(ascii: "u"): break
    default: return nil
    }
    guard position + 4 <= bytes.count else { return nil }
    var scalar = 0
    for _ in 0..<4 {
      let digit = bytes[position]
      position += 1
      switch digit {
      case 0x30...0x39: scalar = scalar << 4 | Int(digit - 0x30)
      case 0x41...0x46, 0x61...0x66: scalar = scalar << 4 | Int(digit & 0x0F) + 9
      default: return nil
      }
    }
    return scalar
  }
}
