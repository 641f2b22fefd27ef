import Formats
import Tokenization

/// The tokens of a piece of text.
struct EncodedPiece: Sendable {
  var tokens: [TokenID] = []
  /// Where documents end, in tokens and in bytes of text from the start of the piece.
  var documentEnds: [(tokens: Int, textBytes: Int)] = []
  var textBytes = 0
  /// Whether a document ends with the piece even without a separator.
  var endsFile = false
  /// What the piece's text is recognised by.
  var textHash: UInt64 = 0
}

/// Encodes pieces of text, on any number of threads.
final class PieceEncoder: Sendable {
  private let encoder: Encoder
  private let lengths: TokenLengths
  private let idle = Locked<[Worker]>([])
  // Token lists whose memory is used again: fresh memory costs as much as half of the writing.
  private let emptied = Locked<[[TokenID]]>([])

  /// What encodes one piece at a time. Used again: its stream keeps a cache of frequent words.
  private struct Worker {
    let stream: EncodingStream
    let buffer: ReadBuffer
  }

  init(encoder: Encoder, lengths: TokenLengths) {
    self.encoder = encoder
    self.lengths = lengths
  }

  /// Reads and encodes a piece.
  /// - Throws: `FormatError` if the file cannot be read.
  func encode(_ piece: TextPiece) throws -> EncodedPiece {
    let worker =
      idle.withLock { $0.popLast() }
      ?? Worker(stream: EncodingStream(encoder), buffer: ReadBuffer(bytes: TextPieces.pieceBytes))
    var result = EncodedPiece()
    result.endsFile = piece.endsFile
    result.tokens = emptied.withLock { $0.popLast() } ?? []
    result.tokens.reserveCapacity(piece.range.count / 3)
    result.textHash = try piece.read(into: worker.buffer) { chunk in
      worker.stream.append(chunk) { append($0, to: &result) }
    }
    worker.stream.finish { append($0, to: &result) }
    idle.withLock { $0.append(worker) }
    return result
  }

  /// Takes the memory of a piece that is done with.
  func recycle(_ piece: consuming EncodedPiece) {
    var tokens = piece.tokens
    piece.tokens = []
    tokens.removeAll(keepingCapacity: true)
    emptied.withLock { $0.append(tokens) }
  }

  /// Adds a block of tokens and the ends of documents in it.
  func append(_ block: EncodedBlock, to piece: inout EncodedPiece) {
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
