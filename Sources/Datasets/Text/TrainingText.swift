import Formats
import Tokenization

/// Text files to learn a tokenizer from, in parts that threads can read side by side.
///
/// Each file is a text of its own: no word goes on from one file to the next. Parts follow from the files alone.
package struct TrainingText: Sendable {
  /// The bytes of all files.
  package let byteCount: Int
  private let parts: [TextPiece]

  private static let partBytes = 8 << 20
  private static let chunkBytes = 1 << 18

  /// Plans the parts, which looks for places to cut: to the end of a text that has none.
  /// - Throws: `FormatError` for a file that cannot be read.
  package init(_ text: TextFiles, for trainer: BPETrainer) throws {
    var pieces = TextPieces(
      of: text, range: 0..<text.byteCount, cuts: CutPoints(trainer.pattern, specialTokens: trainer.specialTokens),
      pieceBytes: Self.partBytes)
    var parts: [TextPiece] = []
    while let piece = try pieces.next() { parts.append(piece) }
    self.parts = parts
    byteCount = text.byteCount
  }

  /// The number of parts.
  package var count: Int { parts.count }

  /// Hands the bytes of a part to `consume`, in order.
  /// - Throws: `FormatError` if the file cannot be read; what `consume` throws.
  package func read(_ part: Int, _ consume: (UnsafeRawBufferPointer) throws -> Void) throws {
    let piece = parts[part]
    let reader = try piece.storage.open {
      try FileRangeReader(path: $0, range: piece.range, chunkBytes: Self.chunkBytes)
    }
    while let chunk = try reader.next() { try consume(UnsafeRawBufferPointer(chunk)) }
  }
}
