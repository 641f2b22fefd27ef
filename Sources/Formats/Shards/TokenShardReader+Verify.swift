import Parallel

extension TokenShardReader {
  /// Decompresses everything, on the team's threads or else the caller's, and checks every digest, checksum, count and
  /// id: after it, no bit of the file is wrong.
  /// - Throws: `FormatError.shard` with the first defect.
  package func verify(team: ThreadTeam? = nil) throws {
    file.advise(sequential: true)
    defer { file.advise(sequential: false) }
    var preceding = Hasher256()
    preceding.update(UnsafeRawBufferPointer(rebasing: file.bytes[..<table.totalsFrameOffset]))
    let check = totals.check(preceding)
    // Frames come first: a damaged frame tells more than a wrong digest.
    let digest = try tokensDigestOfFrames(team)
    guard digest == tokensDigest else {
      throw FormatError.shard(path: path, .digest(.tokens, expected: tokensDigest, found: digest))
    }
    guard check == totals.checkDigest else {
      throw FormatError.shard(path: path, .digest(.file, expected: totals.checkDigest, found: check))
    }
    try verifyEnds(table.documentEnds, limit: tokenCount)
    try verifyEnds(table.textEnds, limit: textBytes)
  }

  /// Decodes all frames, a batch at a time, and hashes their tokens in order.
  private func tokensDigestOfFrames(_ team: ThreadTeam?) throws -> Digest {
    var hasher = Hasher256()
    let batchFrames = 64
    var batch = [UInt16](repeating: 0, count: min(tokenCount, batchFrames * ShardLayout.frameTokens))
    for start in stride(from: 0, to: tokenCount, by: batchFrames * ShardLayout.frameTokens) {
      let count = min(batch.count, tokenCount - start)
      try batch.withUnsafeMutableBufferPointer { buffer in
        try decode(start..<start + count, into: buffer, team)
        hasher.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<count])))
      }
    }
    return hasher.finish()
  }

  private func decode(
    _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<UInt16>, _ team: ThreadTeam?
  ) throws {
    guard let base = buffer.baseAddress else { return }
    let frames = (range.count + ShardLayout.frameTokens - 1) / ShardLayout.frameTokens
    let decodeFrame = { (index: Int) throws in
      let start = range.lowerBound + index * ShardLayout.frameTokens
      let end = min(range.upperBound, start + ShardLayout.frameTokens)
      try self.read(start..<end, into: base + index * ShardLayout.frameTokens)
    }
    if let team {
      _ = try team.map(tasks: frames) { index in try decodeFrame(index) }
    } else {
      for index in 0..<frames { try decodeFrame(index) }
    }
  }

  /// Ends rise and stay within the shard.
  private func verifyEnds(_ ends: Range<Int>, limit: Int) throws {
    var previous = 0
    for document in 0..<documentCount {
      let next = storedEnd(document, in: ends)
      guard next >= previous, next <= limit else {
        throw FormatError.shard(path: path, .documentEnds(document: document))
      }
      previous = next
    }
  }
}
