import Formats

/// Writes encoded pieces, in order, as one part.
final class PartWriter {
  private let shard: TokenShardWriter
  private var textDigests = SHA256()
  // Tokens up to the last end of a document.
  private var ended = 0

  init(_ shard: TokenShardWriter) {
    self.shard = shard
  }

  /// Adds a piece.
  /// - Throws: `FormatError`.
  func append(_ piece: EncodedPiece) throws {
    textDigests.update(littleEndian: piece.textHash)
    let tokens = piece.tokens
    var start = (tokens: 0, textBytes: 0)
    for end in piece.documentEnds {
      try shard.append(tokens[start.tokens..<end.tokens])
      shard.add(textBytes: end.textBytes - start.textBytes)
      try endDocument()
      start = end
    }
    try shard.append(tokens[start.tokens..<tokens.count])
    shard.add(textBytes: piece.textBytes - start.textBytes)
    if piece.endsFile { try endOpenDocument() }
  }

  /// Ends the document that has tokens since the last end, if there is one.
  /// - Throws: `FormatError`.
  func endOpenDocument() throws {
    if shard.tokens > ended { try endDocument() }
  }

  /// What the text so far is recognised by.
  var textDigest: Digest { textDigests.finish() }

  /// Completes the part, which tells what text it was made from if `recordsText`.
  /// - Throws: `FormatError`.
  func finish(recordsText: Bool) throws -> ShardSummary {
    try shard.finish(textDigest: recordsText ? textDigests.finish() : nil)
  }

  private func endDocument() throws {
    try shard.endDocument()
    ended = shard.tokens
  }
}
