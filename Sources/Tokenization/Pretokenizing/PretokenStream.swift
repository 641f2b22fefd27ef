/// Pretokens that lie one after another in a buffer.
struct PretokenBatch {
  /// The buffer; `TextBuffer.padding` bytes may be read after the last pretoken.
  let text: UnsafePointer<UInt8>
  /// Where the first pretoken starts.
  let start: Int
  /// Where each pretoken ends, which is where the next one starts.
  let ends: UnsafeBufferPointer<Int>

  /// The number of pretokens.
  var count: Int { ends.count }
  /// The bytes of all of them.
  var byteCount: Int { (ends.last ?? start) - start }

  /// Visits the pretokens in order, each as the place of its first byte and its length.
  @inline(__always)
  func forEach(_ body: (_ text: UnsafePointer<UInt8>, _ length: Int) throws -> Void) rethrows {
    var start = start
    for end in ends {
      try body(text + start, end &- start)
      start = end
    }
  }
}

/// What a text consists of, in order.
enum TextPiece {
  case pretokens(PretokenBatch)
  /// The beginning of a pretoken, or what follows it, of one that is very long; the first pretoken of the next batch is
  /// its end, and not empty.
  case part(UnsafeBufferPointer<UInt8>)
  /// A special token, by its index in the list given.
  case specialToken(Int)
}

/// Cuts a stream of byte chunks, split anywhere, into pretokens and special tokens.
///
/// Text on either side of a special token is cut as if it stood alone. What cannot be decided yet (a word
/// that may go on, half a character, half a special token) waits for the next chunk, so the pieces are the
/// same however the bytes are chunked.
///
/// Memory is constant: a word that fills the buffer is handed over in parts. Only other pretokens of that size (white
/// space, numbers, punctuation, of which the end decides where they are cut) have to fit.
final class PretokenStream {
  /// Pretokens per batch: their positions stay in the first-level cache.
  static let batchCapacity = 1024
  /// Bytes taken into the buffer at a time.
  private static let stride = 1 << 18

  private let scanner: PretokenScanner
  private let sections: SectionStream
  private let ends = UnsafeMutablePointer<Int>.allocate(capacity: PretokenStream.batchCapacity)

  convenience init(_ pattern: SplitPattern, specialTokens: SpecialTokenMatcher) {
    self.init(specialTokens: specialTokens, scanner: PretokenScanner(pattern))
  }

  /// A stream with a scanner of its own, for tests of instruction sets.
  init(specialTokens: SpecialTokenMatcher, scanner: PretokenScanner) {
    self.scanner = scanner
    sections = SectionStream(specialTokens: specialTokens, stride: Self.stride)
  }

  deinit { ends.deallocate() }

  /// Takes the next bytes of the text and hands over all pieces that are decided.
  func append(_ chunk: UnsafeRawBufferPointer, _ visit: (TextPiece) throws -> Void) rethrows {
    try sections.append(chunk) { try cut($0, visit) }
  }

  /// Ends the text: hands over the rest and is ready for another text.
  func finish(_ visit: (TextPiece) throws -> Void) rethrows {
    try sections.finish { try cut($0, visit) }
  }

  /// Forgets what is undecided, as after an error, and is ready for another text.
  func discard() { sections.discard() }

  private func cut(_ section: TextSection, _ visit: (TextPiece) throws -> Void) rethrows -> Int {
    switch section {
    case .text(let text, let range, let isOver):
      return try cut(text, from: range.lowerBound, to: range.upperBound, endsText: isOver, visit)
    case .specialToken(let index, _):
      try visit(.specialToken(index))
      return 0
    }
  }

  /// Cuts text without special tokens; returns where the undecided rest starts.
  private func cut(
    _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, endsText: Bool, _ visit: (TextPiece) throws -> Void
  ) rethrows -> Int {
    var position = start
    while position < end {
      let count = scanner.scan(
        text, from: position, to: end, endsText: endsText, into: ends, capacity: Self.batchCapacity)
      guard count > 0 else { break }
      let batch = PretokenBatch(text: text, start: position, ends: .init(start: ends, count: count))
      try visit(.pretokens(batch))
      position = ends[count - 1]
    }
    guard !endsText, end - position >= Self.stride, let last = scanner.lastOfWord(text, from: position, to: end) else {
      return position
    }
    try visit(.part(UnsafeBufferPointer(start: text + position, count: last - position)))
    return last
  }
}
