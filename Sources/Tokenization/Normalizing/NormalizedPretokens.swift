/// Cuts a stream of byte chunks, split anywhere, into special tokens and the pretokens of what lies between in composed
/// form: special tokens are looked for in the text as it is.
///
/// As in `PretokenStream`, what is not decided waits for the next chunk, and the pieces are the same however the bytes are
/// chunked. Memory is constant, except that a letter with all its marks has to fit.
final class NormalizedPretokens {
  /// Bytes taken into the buffer at a time.
  private static let stride = 1 << 16

  private let specialTokens: SpecialTokenMatcher
  private let pretokens: PretokenStream
  private let buffer = TextBuffer(capacity: 2 * NormalizedPretokens.stride)
  private var composer = Composer()
  private var composed = FlatList<UInt8>()
  /// The buffer is looked at when it holds this many bytes.
  private var nextScan = 0
  /// Where the buffer begins, and where the last special token ends, in bytes of all text.
  private var dropped = 0
  private(set) var endOfSpecialToken = 0

  init(_ pattern: SplitPattern, specialTokens: SpecialTokenMatcher) {
    self.specialTokens = specialTokens
    pretokens = PretokenStream(pattern, specialTokens: SpecialTokenMatcher([]))
  }

  /// Takes the next bytes of the text and hands over all pieces that are decided.
  func append(_ chunk: UnsafeRawBufferPointer, _ visit: (TextPiece) throws -> Void) rethrows {
    var offset = 0
    while offset < chunk.count {
      let length = min(Self.stride, chunk.count - offset)
      buffer.append(UnsafeRawBufferPointer(rebasing: chunk[offset..<offset + length]))
      offset += length
      guard buffer.count >= nextScan else { continue }
      drop(try cut(endsText: false, visit))
      nextScan = buffer.count < Self.stride ? 0 : 2 * buffer.count
    }
  }

  /// Ends the text: hands over the rest and is ready for another text.
  func finish(_ visit: (TextPiece) throws -> Void) rethrows {
    _ = try cut(endsText: true, visit)
    try pretokens.finish(visit)
    discard()
  }

  /// Forgets what is undecided, as after an error, and is ready for another text.
  func discard() {
    drop(buffer.count)
    nextScan = 0
    pretokens.discard()
  }

  private func drop(_ count: Int) {
    buffer.dropFirst(count)
    dropped += count
  }

  /// Hands on what the buffer holds; returns how many bytes are done with.
  private func cut(endsText: Bool, _ visit: (TextPiece) throws -> Void) rethrows -> Int {
    var position = 0
    while true {
      switch specialTokens.next(in: buffer.bytes, from: position, to: buffer.count, endsText: endsText) {
      case .match(let start, let index):
        _ = try pass(from: position, to: start, endsText: true, visit)
        try pretokens.finish(visit)
        position = start + specialTokens.tokens[index].count
        endOfSpecialToken = dropped + position
        try visit(.specialToken(index))
      case .undecided(let start):
        return try pass(from: position, to: start, endsText: false, visit)
      case .none:
        return try pass(from: position, to: buffer.count, endsText: endsText, visit)
      }
    }
  }

  /// Hands on text without special tokens; returns where the undecided rest starts.
  private func pass(
    from start: Int, to end: Int, endsText: Bool, _ visit: (TextPiece) throws -> Void
  ) rethrows -> Int {
    let text = UnsafePointer(buffer.bytes)
    let end = endsText ? end : end - UTF8Character.incompleteSuffix(text + start, count: end - start)
    composed.removeAll(keeping: 4 * Self.stride)
    let done = composer.compose(text, from: start, to: end, endsText: endsText, into: &composed)
    try pretokens.append(UnsafeRawBufferPointer(composed.all), visit)
    return done
  }
}
