import Parallel

/// What a finished shard holds.
package struct ShardSummary: Sendable, Equatable {
  /// The header as written.
  package let header: TokenShardHeader
  /// The number of tokens.
  package let tokens: Int
  /// Documents that end in the shard.
  package let documents: Int
  /// Bytes of text that the tokens stand for.
  package let textBytes: Int
  /// SHA-256 of the tokens as stored.
  package let tokensDigest: Digest
  /// The identity of tokens, document ends and vocabulary together: `TokenShardReader.contentDigest`.
  package let contentDigest: Digest
  /// The file, with the digest of its own bytes.
  package let file: WrittenFile
}

/// Writes a token shard from tokens that arrive in order, in constant memory (2 or 4 MiB and the compressors).
///
/// Frames are compressed in batches of fixed size on the team's threads; the file's bytes do not depend on their
/// number. The file appears under its name at `finish`; a writer that is dropped leaves nothing.
/// Not for use by several threads at once.
package final class TokenShardWriter {
  /// The path under which the shard will appear.
  package let path: String
  /// Tokens so far.
  package private(set) var tokens = 0
  /// Documents ended so far.
  package private(set) var documents = 0
  /// Bytes of text so far.
  package private(set) var textBytes = 0

  private let header: TokenShardHeader
  private let writer: AtomicFileWriter
  private let batch: FrameBatch
  private let documentEnds: Spool
  private let textEnds: Spool
  private let entries: Spool
  private var frames = 0
  private var hasher = SHA256()

  /// Begins a shard that is compressed with zstd's `level`, 1 to 19, by the threads of `team` or, without one, by the
  /// caller's. Prepared, it waits for its name in `waiting`, or beside `path`.
  /// - Throws: `FormatError`.
  package convenience init(
    path: String, header: TokenShardHeader, level: Int = 3, team: ThreadTeam? = nil,
    waitingIn waiting: TemporaryFolder? = nil
  ) throws {
    try self.init(path: path, header: header, level: level, team: team, waitingIn: waiting, calls: .system)
  }

  init(
    path: String, header: TokenShardHeader, level: Int, team: ThreadTeam?, waitingIn waiting: TemporaryFolder? = nil,
    calls: FileCalls
  ) throws {
    self.path = path
    self.header = header
    writer = try AtomicFileWriter(path: path, waitingIn: waiting, calls: calls)
    batch = FrameBatch(type: header.tokenType, level: level, team: team)
    documentEnds = Spool(beside: path, calls: calls)
    textEnds = Spool(beside: path, calls: calls)
    entries = Spool(beside: path, calls: calls)
    try writeSkippable(ShardLayout.headerMagic, Array(header.json.canonical.utf8))
  }

  /// Adds tokens as shards of the same vocabulary store them.
  /// - Throws: `FormatError`.
  package func append(_ new: StoredTokens) throws {
    var start = 0
    while start < new.count {
      start += batch.fill(new[start..<new.count])
      if batch.isFull { try writeBatch() }
    }
    tokens += new.count
  }

  /// Adds bytes of text that the tokens added before stand for.
  package func add(textBytes new: Int) { textBytes += new }

  /// Adds tokens and the number of bytes of text they stand for.
  /// - Throws: `FormatError`.
  package func append(_ new: [UInt32], textBytes newTextBytes: Int) throws {
    let type = header.tokenType
    var bytes = [UInt8](repeating: 0, count: type.bytes * new.count)
    try bytes.withUnsafeMutableBytes { bytes in
      if let base = bytes.baseAddress { new.withUnsafeBufferPointer { StoredTokens.store($0, as: type, to: base) } }
      try append(StoredTokens(UnsafeRawBufferPointer(bytes), type: type))
    }
    add(textBytes: newTextBytes)
  }

  /// Says that a document ends after the tokens so far.
  /// - Throws: `FormatError`.
  package func endDocument() throws {
    guard documents < ShardLayout.maximumDocuments else { throw FormatError.shard(path: path, .tooManyDocuments) }
    try documentEnds.append(littleEndian: UInt64(tokens))
    try textEnds.append(littleEndian: UInt64(textBytes))
    documents += 1
  }

  /// Completes the file and gives it its name. `textDigest` identifies the text that was encoded, for a later check
  /// whether it is the same.
  /// - Throws: `FormatError`.
  package func finish(textDigest: Digest? = nil) throws -> ShardSummary {
    let (summary, file) = try prepare(textDigest: textDigest)
    _ = try file.commit()
    return summary
  }

  /// Completes the file, and makes it durable without its name: for shards that shall appear together.
  /// - Returns: What it holds, and what gives it its name.
  /// - Throws: `FormatError`.
  package func prepare(textDigest: Digest? = nil) throws -> (summary: ShardSummary, file: AtomicFileWriter) {
    try writeBatch()
    try writeSkippable(ShardLayout.documentEndsMagic, documentEnds)
    try writeSkippable(ShardLayout.textEndsMagic, textEnds)
    let tokensDigest = hasher.finish()
    var totals = ShardTotals(
      tokens: tokens, documents: documents, textBytes: textBytes, tokensDigest: tokensDigest,
      checkDigest: tokensDigest, textDigest: textDigest)
    totals.checkDigest = totals.check(writer.hasherSoFar())
    try writeSkippable(ShardLayout.totalsMagic, Array(totals.json.canonical.utf8))
    try writeSeekTable()
    let summary = ShardSummary(
      header: header, tokens: tokens, documents: documents, textBytes: textBytes, tokensDigest: tokensDigest,
      contentDigest: try contentDigest(tokensDigest), file: try writer.prepare())
    return (summary, writer)
  }

  private func contentDigest(_ tokensDigest: Digest) throws -> Digest {
    var hasher = SHA256()
    hasher.update(header.vocabularyDigest.bytes)
    hasher.update(tokensDigest.bytes)
    try documentEnds.forEachChunk { hasher.update($0) }
    return hasher.finish()
  }

  /// Gives up: nothing appears under the path.
  package func discard() { writer.discard() }

  private func writeBatch() throws {
    hasher.update(batch.bytes)
    do throws(ShardProblem) {
      try batch.compress()
    } catch {
      throw FormatError.shard(path: path, error)
    }
    for frame in batch.frames {
      try writer.write(frame.bytes)
      let checksum = frame.bytes.withUnsafeBytes {
        UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: $0.count - 4, as: UInt32.self))
      }
      try appendEntry(
        compressed: frame.bytes.count, decompressed: header.tokenType.bytes * frame.tokens, checksum: checksum)
    }
    batch.clear()
  }

  private func appendEntry(compressed: Int, decompressed: Int, checksum: UInt32) throws {
    guard frames < ShardLayout.maximumFrames else { throw FormatError.shard(path: path, .tooManyFrames) }
    try entries.append(littleEndian: UInt32(compressed))
    try entries.append(littleEndian: UInt32(decompressed))
    try entries.append(littleEndian: checksum)
    frames += 1
  }

  private func writeSkippable(_ magic: UInt32, _ bytes: [UInt8]) throws {
    try writer.write(littleEndian: magic)
    try writer.write(littleEndian: UInt32(bytes.count))
    try writer.write(bytes)
    try appendEntry(
      compressed: ShardLayout.skippableHeaderBytes + bytes.count, decompressed: 0,
      checksum: ShardLayout.emptyChecksum)
  }

  private func writeSkippable(_ magic: UInt32, _ spool: Spool) throws {
    try writer.write(littleEndian: magic)
    try writer.write(littleEndian: UInt32(spool.byteCount))
    try spool.copy(to: writer)
    try appendEntry(
      compressed: ShardLayout.skippableHeaderBytes + spool.byteCount, decompressed: 0,
      checksum: ShardLayout.emptyChecksum)
  }

  private func writeSeekTable() throws {
    try writer.write(littleEndian: ShardLayout.seekTableMagic)
    try writer.write(littleEndian: UInt32(entries.byteCount + ShardLayout.footerBytes))
    try entries.copy(to: writer)
    try writer.write(littleEndian: UInt32(frames))
    try writer.write([ShardLayout.descriptor])
    try writer.write(littleEndian: ShardLayout.footerMagic)
  }
}
