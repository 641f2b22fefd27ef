import Formats
import Tokenization

/// A stretch of one file that is encoded by one thread at a time.
struct TextPiece: Sendable, Equatable {
  let storage: TextStorage
  /// Bytes of the file.
  let range: Range<Int>
  /// Whether the file ends here, and with it a document.
  let endsFile: Bool
  /// Whether that document has no end of its own: a separator is to be added.
  let isOpen: Bool

  /// Lends the text in chunks and returns its hash, by which the same text is recognised.
  ///
  /// The hash depends on where chunks end, so they are as large as they ever were: `TextPieces.pieceBytes`.
  /// - Throws: `FormatError` if the file cannot be read; what `body` throws.
  func read(into buffer: ReadBuffer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> UInt64 {
    var hash: UInt64 = 0
    let reader = try storage.open { try FileRangeReader(path: $0, range: range, buffer: buffer) }
    while let chunk = try reader.next() {
      let bytes = UnsafeRawBufferPointer(chunk)
      hash = XXHash64.hash(bytes, seed: hash)
      try body(bytes)
    }
    return hash
  }
}

/// Cuts a range of a text into pieces of about a mebibyte, or as many bytes as wanted, at safe places, as they are
/// asked for.
///
/// The pieces do not depend on the number of threads.
struct TextPieces {
  static let pieceBytes = 1 << 20

  private let text: TextFiles
  private let range: Range<Int>
  private let cuts: CutPoints
  private let pieceBytes: Int
  private var position: Int

  init(of text: TextFiles, range: Range<Int>, cuts: CutPoints, pieceBytes: Int = TextPieces.pieceBytes) {
    self.text = text
    self.range = range
    self.cuts = cuts
    self.pieceBytes = pieceBytes
    position = range.lowerBound
  }

  /// The next piece; nil at the end of the range.
  mutating func next() throws -> TextPiece? {
    guard position < range.upperBound, let file = text.file(holding: position) else { return nil }
    let limit = min(file.range.upperBound, range.upperBound)
    let wanted = position + pieceBytes
    let end = wanted < limit ? min(limit, try text.safePlace(atOrAfter: wanted, cuts: cuts)) : limit
    defer { position = end }
    let endsFile = end == file.range.upperBound
    return TextPiece(
      storage: file.storage, range: position - file.range.lowerBound..<end - file.range.lowerBound,
      endsFile: endsFile, isOpen: endsFile && file.isOpen)
  }
}
