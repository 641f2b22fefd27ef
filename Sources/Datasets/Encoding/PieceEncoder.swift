import Formats
import Parallel
import Tokenization

/// The tokens of a piece of text: an object, so that its memory can be used again.
final class EncodedPiece {
  /// The tokens as a shard stores them.
  var tokens: StoredTokens { StoredTokens(UnsafeRawBufferPointer(bytes.all), type: type) }
  /// Where documents end, in tokens and in bytes of text from the start of the piece.
  var documentEnds: [(tokens: Int, textBytes: Int)] = []
  var textBytes = 0
  /// Whether a document ends with the piece even without a separator.
  var endsFile = false
  /// What the piece's text is recognised by.
  var textHash: UInt64 = 0

  private let type: TokenType
  /// Whether tokens of prompts are marked; nil if the text has no marks.
  private var isPrompt: Bool?
  // A word of 50 MB is one piece: an array would hold the old and the new memory while it grows.
  private var bytes = FlatList<UInt8>()

  init(_ type: TokenType, marksPrompts: Bool = false) {
    self.type = type
    isPrompt = marksPrompts ? true : nil
  }

  /// Makes room for so many more tokens.
  func reserve(tokens: Int) { bytes.reserve(type.bytes * tokens) }

  /// Adds a block of tokens and the ends of documents in it.
  func append(_ block: EncodedBlock) {
    if isPrompt != nil { return appendMarked(block) }
    let before = tokens.count
    for end in block.documentEnds { documentEnds.append((before + end.tokens, textBytes + end.textBytes)) }
    textBytes += block.textBytes
    let start = bytes.extend(by: type.bytes * block.tokens.count)
    StoredTokens.store(block.tokens, as: type, to: bytes.base + start)
  }

  /// The same of a block with marks: these go, and the tokens of prompts get theirs. A piece begins within a prompt.
  private func appendMarked(_ block: EncodedBlock) {
    var ids: [UInt32] = []
    ids.reserveCapacity(block.tokens.count)
    var ends = block.documentEnds[...]
    let before = tokens.count
    func endDocuments(upTo place: Int) {
      while let end = ends.first, end.tokens <= place {
        documentEnds.append((before + ids.count, textBytes + end.textBytes))
        ends = ends.dropFirst()
      }
    }
    for (place, token) in block.tokens.enumerated() {
      endDocuments(upTo: place)
      switch TextMark(id: token) {
      case .prompt: isPrompt = true
      case .completion: isPrompt = false
      case .border: break
      case nil: ids.append(isPrompt == true ? token | TokenMark.prompt : token)
      }
    }
    endDocuments(upTo: block.tokens.count)
    textBytes += block.textBytes
    let start = bytes.extend(by: type.bytes * ids.count)
    ids.withUnsafeBufferPointer { StoredTokens.store($0, as: type, to: bytes.base + start) }
  }

  /// Ends the document with a separator, as if it stood in the text.
  func endDocument(_ encoder: Encoder) {
    guard let (separator, length) = encoder.separatorAndLength else { return }
    let start = bytes.extend(by: type.bytes)
    withUnsafePointer(to: separator) {
      StoredTokens.store(UnsafeBufferPointer(start: $0, count: 1), as: type, to: bytes.base + start)
    }
    textBytes += length
    documentEnds.append((tokens.count, textBytes))
  }

  /// Forgets everything but keeps the memory.
  func clear() {
    bytes.removeAll(keeping: type.bytes * TextPieces.pieceBytes)
    documentEnds.removeAll(keepingCapacity: true)
    (textBytes, endsFile, textHash) = (0, false, 0)
    if isPrompt != nil { isPrompt = true }
  }
}

/// Encodes pieces of text, on any number of threads.
final class PieceEncoder: Sendable {
  private let encoder: Encoder
  private let type: TokenType
  private let idle = Locked<[Worker]>([])
  // Fresh memory costs as much as half of the writing.
  private let emptied = Locked<[EncodedPiece]>([])

  /// What encodes one piece at a time. Used again: its stream keeps a cache of frequent words.
  private struct Worker {
    let stream: EncodingStream
    let buffer: ReadBuffer
  }

  /// Encodes to tokens that are stored as `type`.
  init(encoder: Encoder, type: TokenType) {
    self.encoder = encoder
    self.type = type
  }

  /// Reads and encodes a piece of a text that has `textBytes` in all.
  /// - Throws: `FormatError` if the file cannot be read.
  func encode(_ piece: TextPiece, textBytes: Int) throws -> EncodedPiece {
    let worker =
      idle.withLock { $0.popLast() }
      ?? Worker(
        stream: EncodingStream(encoder, textBytes: textBytes), buffer: ReadBuffer(bytes: TextPieces.pieceBytes))
    let result = emptied.withLock { $0.popLast() } ?? EncodedPiece(type, marksPrompts: encoder.readsMarks)
    result.endsFile = piece.endsFile
    result.reserve(tokens: piece.range.count / 3)
    result.textHash = try piece.read(into: worker.buffer) { chunk in
      worker.stream.append(chunk) { result.append($0) }
    }
    worker.stream.finish { result.append($0) }
    if piece.isOpen { result.endDocument(encoder) }
    idle.withLock { $0.append(worker) }
    return result
  }

  /// Takes a piece that is done with.
  func recycle(_ piece: EncodedPiece) {
    piece.clear()
    emptied.withLock { $0.append(piece) }
  }
}
