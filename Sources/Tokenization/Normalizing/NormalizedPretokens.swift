/// Cuts a stream of byte chunks, split anywhere, into special tokens and the pretokens of what lies between in composed
/// form: special tokens are looked for in the text as it is.
///
/// As in `PretokenStream`, what is not decided waits for the next chunk, and the pieces are the same however the bytes are
/// chunked. Memory is constant, except that a letter with all its marks has to fit.
final class NormalizedPretokens {
  /// Bytes taken into the buffer at a time.
  private static let stride = 1 << 16

  private let sections: SectionStream
  private let pretokens: PretokenStream
  private var composer = Composer()
  private var composed = FlatList<UInt8>()
  /// Where the last special token ends, in bytes of all text.
  private(set) var endOfSpecialToken = 0

  init(_ pattern: SplitPattern, specialTokens: SpecialTokenMatcher) {
    sections = SectionStream(specialTokens: specialTokens, stride: Self.stride)
    pretokens = PretokenStream(pattern, specialTokens: SpecialTokenMatcher([]))
  }

  /// Takes the next bytes of the text and hands over all pieces that are decided.
  func append(_ chunk: UnsafeRawBufferPointer, _ visit: (TextPiece) throws -> Void) rethrows {
    try sections.append(chunk) { try pass($0, visit) }
  }

  /// Ends the text: hands over the rest and is ready for another text.
  func finish(_ visit: (TextPiece) throws -> Void) rethrows {
    try sections.finish { try pass($0, visit) }
    try pretokens.finish(visit)
  }

  /// Forgets what is undecided, as after an error, and is ready for another text.
  func discard() {
    sections.discard()
    pretokens.discard()
  }

  /// Hands on a section; of text, returns where the undecided rest starts.
  private func pass(_ section: TextSection, _ visit: (TextPiece) throws -> Void) rethrows -> Int {
    switch section {
    case .text(let text, let range, let isOver):
      composed.removeAll(keeping: 4 * Self.stride)
      let done = composer.compose(
        text, from: range.lowerBound, to: range.upperBound, endsText: isOver, into: &composed)
      try pretokens.append(UnsafeRawBufferPointer(composed.all), visit)
      return done
    case .specialToken(let index, let end):
      try pretokens.finish(visit)
      endOfSpecialToken = end
      try visit(.specialToken(index))
      return 0
    }
  }
}
