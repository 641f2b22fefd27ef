/// A stretch of a text that comes in chunks.
enum TextSection {
  /// Text without special tokens, `text[range]`, of whole characters unless it is malformed. If it is not over, what is not
  /// decided yet comes again, with more.
  case text(UnsafePointer<UInt8>, Range<Int>, isOver: Bool)
  /// A special token, by its index in the list given, and where it ends, in bytes of all text.
  case specialToken(Int, end: Int)
}

/// Divides a stream of byte chunks, split anywhere, at special tokens.
///
/// What is not decided (half a special token, half a character, what the visitor leaves) waits for the next chunk. If that
/// fills the buffer, it is looked at again only when as many bytes again have come, so that the time stays linear however
/// long it grows.
final class SectionStream {
  /// Visits a section; of text, returns where the rest begins that is not decided.
  typealias Visitor = (TextSection) throws -> Int

  private let specialTokens: SpecialTokenMatcher
  /// Bytes taken into the buffer at a time.
  private let stride: Int
  private let buffer: TextBuffer
  /// The buffer is looked at when it holds this many bytes.
  private var nextLook = 0
  /// Where the buffer begins, in bytes of all text.
  private var dropped = 0

  init(specialTokens: SpecialTokenMatcher, stride: Int) {
    self.specialTokens = specialTokens
    self.stride = stride
    buffer = TextBuffer(capacity: 2 * stride)
  }

  /// Takes the next bytes of the text and visits what is decided.
  func append(_ chunk: UnsafeRawBufferPointer, _ visit: Visitor) rethrows {
    var offset = 0
    while offset < chunk.count {
      let length = min(stride, chunk.count - offset)
      buffer.append(UnsafeRawBufferPointer(rebasing: chunk[offset..<offset + length]))
      offset += length
      guard buffer.count >= nextLook else { continue }
      drop(try divide(endsText: false, visit))
      nextLook = buffer.count < stride ? 0 : 2 * buffer.count
    }
  }

  /// Ends the text: visits the rest and is ready for another text.
  func finish(_ visit: Visitor) rethrows {
    _ = try divide(endsText: true, visit)
    discard()
  }

  /// Forgets what is undecided, as after an error, and is ready for another text.
  func discard() {
    drop(buffer.count)
    nextLook = 0
  }

  private func drop(_ count: Int) {
    buffer.dropFirst(count)
    dropped += count
  }

  /// Visits what the buffer holds; returns how many bytes are done with.
  private func divide(endsText: Bool, _ visit: Visitor) rethrows -> Int {
    var position = 0
    while true {
      switch specialTokens.next(in: buffer.bytes, from: position, to: buffer.count, endsText: endsText) {
      case .match(let start, let index):
        _ = try visit(.text(buffer.bytes, position..<start, isOver: true))
        position = start + specialTokens.tokens[index].count
        _ = try visit(.specialToken(index, end: dropped + position))
      case .undecided(let start):
        return try visit(unfinished(position..<start))
      case .none:
        let rest = position..<buffer.count
        return try visit(endsText ? .text(buffer.bytes, rest, isOver: true) : unfinished(rest))
      }
    }
  }

  /// Text that goes on, up to the last character that is complete.
  private func unfinished(_ range: Range<Int>) -> TextSection {
    let start = UnsafePointer(buffer.bytes + range.lowerBound)
    let end = range.upperBound - UTF8Character.incompleteSuffix(start, count: range.count)
    return .text(buffer.bytes, range.lowerBound..<end, isOver: false)
  }
}
