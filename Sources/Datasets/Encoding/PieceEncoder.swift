import Formats
import Parallel
import Tokenization

/// The tokens of a piece of text: an object, so that its memory can be used again.
final class EncodedPiece {
  // A word of 50 MB is one piece: an array would hold the old and the new memory while it grows.
  var tokens = FlatList<TokenID>()
  /// Where documents end, in tokens and in bytes of text from the start of the piece.
  var documentEnds: [(tokens: Int, textBytes: Int)] = []
  var textBytes = 0
  /// Whether a document ends with the piece even without a separator.
  var endsFile = false
  /// What the piece's text is recognised by.
  var textHash: UInt64 = 0

  /// Forgets everything but keeps the memory.
  func clear() {
    tokens.removeAll(keeping: TextPieces.pieceBytes)
    documentEnds.removeAll(keepingCapacity: true)
    (textBytes, endsFile, textHash) = (0, false, 0)
  }
}

/// Encodes pieces of text, on any number of threads.
final class PieceEncoder: Sendable {
  private let encoder: Encoder
  private let lengths: TokenLengths
  private let idle = Locked<[Worker]>([])
  // Fresh memory costs as much as half of the writing.
  private let emptied = Locked<[EncodedPiece]>([])

  /// What encodes one piece at a time. Used again: its stream keeps a cache of frequent words.
  private struct Worker {
    let stream: EncodingStream
    let buffer: ReadBuffer
  }

  init(encoder: Encoder, lengths: TokenLengths) {
    self.encoder = encoder
    self.lengths = lengths
  }

  /// Reads and encodes a piece of a text that has `textBytes` in all.
  /// - Throws: `FormatError` if the file cannot be read.
  func encode(_ piece: TextPiece, textBytes: Int) throws -> EncodedPiece {
    let worker =
      idle.withLock { $0.popLast() }
      ?? Worker(
        stream: EncodingStream(encoder, textBytes: textBytes), buffer: ReadBuffer(bytes: TextPieces.pieceBytes))
    let result = emptied.withLock { $0.popLast() } ?? EncodedPiece()
    result.endsFile = piece.endsFile
    result.tokens.reserve(piece.range.count / 3)
    result.textHash = try piece.read(into: worker.buffer) { chunk in
      worker.stream.append(chunk) { append($0, to: result) }
    }
    worker.stream.finish { append($0, to: result) }
    idle.withLock { $0.append(worker) }
    return result
  }

  /// Takes a piece that is done with.
  func recycle(_ piece: EncodedPiece) {
    piece.clear()
    emptied.withLock { $0.append(piece) }
  }

  /// Adds a block of tokens and the ends of documents in it.
  func append(_ block: EncodedBlock, to piece: EncodedPiece) {
    let offset = piece.tokens.count
    var start = 0
    for end in block.documentEnds {
      piece.textBytes += lengths.bytes(of: UnsafeBufferPointer(rebasing: block.tokens[start..<end]))
      piece.documentEnds.append((offset + end, piece.textBytes))
      start = end
    }
    piece.textBytes += lengths.bytes(of: UnsafeBufferPointer(rebasing: block.tokens[start...]))
    piece.tokens.append(contentsOf: block.tokens)
  }
}
