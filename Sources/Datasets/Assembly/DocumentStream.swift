import Formats
import Parallel

/// A stretch of a document's tokens, in the order of the text.
struct DocumentPiece {
  /// The document, counted from 0 over all parts.
  let document: Int
  /// Its next tokens; valid until the next piece.
  let tokens: StoredTokens
  /// Bytes of the document's text, if it ends with this piece.
  let endsDocument: Int?
}

/// Reads all documents of a set of parts once, in order, one part open at a time.
///
/// A document may begin in one part and end in another. Memory: 2 or 4 MiB of tokens, however long a document is.
struct DocumentStream {
  let parts: PartSet
  let team: ThreadTeam

  /// Lends every document piece by piece.
  /// - Throws: `FormatError`, `DatasetsError.changedPart`, and what `body` throws.
  func forEach(_ body: (DocumentPiece) throws -> Void) throws {
    var reading = Reading(documents: parts.documentCount)
    for part in parts.parts {
      let reader = try parts.open(part)
      reading.end = 0
      reading.textPosition = 0
      try reader.readInOrder(team: team) { try reading.hand(on: $0.tokens, at: $0.start, of: reader, body) }
      // Ends without a token: those of a part without tokens.
      try reading.hand(on: noTokens, at: reader.tokenCount, of: reader, body)
      reading.openText += max(0, reader.textBytes - reading.textPosition)
    }
    if reading.isOpen {
      try body(
        DocumentPiece(document: reading.document, tokens: noTokens, endsDocument: reading.openText))
    }
  }

  /// Lends the number of tokens of each document, in order, without decompressing any.
  /// - Throws: `FormatError`, `DatasetsError.changedPart`.
  func forEachLength(_ body: (_ document: Int, _ tokens: Int) -> Void) throws {
    var document = 0
    var open = 0
    for part in parts.parts {
      let reader = try parts.open(part)
      var start = 0
      for index in 0..<reader.documentCount {
        let end = max(start, reader.documentEnd(index))
        body(document, open + end - start)
        (document, open, start) = (document + 1, 0, end)
      }
      open += reader.tokenCount - start
    }
    if open > 0 { body(document, open) }
  }

  private var noTokens: StoredTokens { .none(parts.header.tokenType) }
}

/// How far a stream has come.
private struct Reading {
  /// The number of documents that the parts had when they were first looked at.
  let documents: Int
  var document = 0
  /// The next document end of the part that is open.
  var end = 0
  /// Bytes of text up to the last end in the part that is open.
  var textPosition = 0
  /// Bytes of text of the document that is under way, from the parts before.
  var openText = 0
  /// Whether the document under way has tokens.
  var isOpen = false

  init(documents: Int) { self.documents = documents }

  mutating func hand(
    on tokens: StoredTokens, at start: Int, of part: TokenShardReader,
    _ body: (DocumentPiece) throws -> Void
  ) throws {
    var offset = 0
    while end < part.documentCount, part.documentEnd(end) <= start + tokens.count {
      let stop = max(offset, part.documentEnd(end) - start)
      let textEnd = max(textPosition, part.textEnd(end))
      let piece = tokens[offset..<stop]
      try body(DocumentPiece(document: document, tokens: piece, endsDocument: openText + textEnd - textPosition))
      (offset, textPosition, openText, isOpen) = (stop, textEnd, 0, false)
      document += 1
      end += 1
    }
    guard offset < tokens.count else { return }
    // A part of the same size with other ends has taken the place of the one that was checked.
    guard document < documents else { throw DatasetsError.changedPart(part.path) }
    isOpen = true
    let rest = tokens[offset..<tokens.count]
    try body(DocumentPiece(document: document, tokens: rest, endsDocument: nil))
  }
}
