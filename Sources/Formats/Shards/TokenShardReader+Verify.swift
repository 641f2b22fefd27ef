import Parallel

extension TokenShardReader {
  /// Decompresses everything, on the team's threads or else the caller's, and checks every digest, checksum, count and
  /// id: after it, no bit of the file is wrong.
  /// - Throws: `FormatError.shard` with the first defect.
  package func verify(team: ThreadTeam? = nil) throws {
    var preceding = SHA256()
    var tokens = SHA256()
    preceding.update(UnsafeRawBufferPointer(rebasing: file.bytes[..<(table.frameOffsets.first ?? 0)]))
    // Frames come first: a damaged frame tells more than a wrong digest.
    try readInOrder(team: team) { chunk in
      preceding.update(UnsafeRawBufferPointer(rebasing: file.bytes[chunk.fileRange]))
      tokens.update(chunk.tokens.bytes)
    }
    let rest = (table.frameOffsets.last ?? 0)..<table.totalsFrameOffset
    preceding.update(UnsafeRawBufferPointer(rebasing: file.bytes[rest]))
    let digest = tokens.finish()
    guard digest == tokensDigest else {
      throw FormatError.shard(path: path, .damaged(.digest(.tokens, expected: tokensDigest, found: digest)))
    }
    let check = totals.check(preceding)
    guard check == totals.checkDigest else {
      throw FormatError.shard(path: path, .damaged(.digest(.file, expected: totals.checkDigest, found: check)))
    }
    try verifyEnds(table.documentEnds, limit: tokenCount)
    try verifyEnds(table.textEnds, limit: textBytes)
    file.release(rest)
  }

  /// Ends rise and stay within the shard.
  private func verifyEnds(_ ends: Range<Int>, limit: Int) throws {
    var previous = 0
    for document in 0..<documentCount {
      let next = storedEnd(document, in: ends)
      guard next >= previous, next <= limit else {
        throw FormatError.shard(path: path, .damaged(.documentEnds(document: document)))
      }
      previous = next
    }
  }
}
