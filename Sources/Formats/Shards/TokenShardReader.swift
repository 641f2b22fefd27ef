/// Reads a token shard at random places, from several threads at once.
///
/// The file is mapped; a window costs the frames it touches (16 or 32 KiB of tokens each). Opening checks the structure
/// without decompressing: a file cut anywhere is refused. Damage inside a frame is found when the frame is read, and
/// any other flipped bit by `verify`.
package final class TokenShardReader: Sendable {
  /// The path as given.
  package let path: String
  /// What the shard says about itself.
  package let header: TokenShardHeader
  /// The number of tokens.
  package let tokenCount: Int
  /// Documents that end in this shard.
  package let documentCount: Int
  /// Bytes of text that the tokens stand for.
  package let textBytes: Int
  /// SHA-256 of the tokens as stored, as the shard tells it; `verify` checks it.
  package let tokensDigest: Digest

  let file: MappedFile
  let table: SeekTable
  let totals: ShardTotals
  private let decoders: FrameDecoderPool

  /// Opens a shard.
  /// - Throws: `FormatError.file`, or `FormatError.shard` with what is missing or contradictory.
  package convenience init(path: String) throws {
    try self.init(path: path, decoders: FrameDecoderPool(capacity: 8))
  }

  init(path: String, decoders: FrameDecoderPool) throws {
    self.path = path
    self.decoders = decoders
    file = try MappedFile(path: path)
    file.advise(sequential: false)
    do throws(ShardProblem) {
      let bytes = file.bytes
      var header: TokenShardHeader?
      table = try SeekTable(bytes) { range throws(ShardProblem) in
        let found = try TokenShardHeader(json: try Self.json(bytes[range]) { .header($0) })
        header = found
        return found.tokenType
      }
      guard let header else { throw .notShard }
      self.header = header
      totals = try ShardTotals(json: try Self.json(bytes[table.totals]) { .totals($0) })
    } catch {
      throw FormatError.shard(path: path, error)
    }
    tokenCount = totals.tokens
    documentCount = totals.documents
    textBytes = totals.textBytes
    tokensDigest = totals.tokensDigest
    try check(.tokens, expected: tokenCount, found: table.tokenCount)
    try check(.documents, expected: documentCount, found: table.documentEnds.count / 8)
  }

  /// Where document `index` ends, in tokens from the start of the shard; never beyond its last token.
  package func documentEnd(_ index: Int) -> Int { min(storedEnd(index, in: table.documentEnds), tokenCount) }

  /// Where document `index` ends, in bytes of text from the start of the shard; never beyond its last byte.
  package func textEnd(_ index: Int) -> Int { min(storedEnd(index, in: table.textEnds), textBytes) }

  /// Copies the tokens of `range` to `tokens`, which has room for them.
  /// - Throws: `FormatError.shard` if a frame is damaged, holds an id outside the vocabulary, or `range` does not lie
  ///   within the shard.
  package func read(_ range: Range<Int>, into tokens: UnsafeMutablePointer<UInt32>) throws {
    try forEachPiece(of: range) { piece, place in copyIDs(piece, to: tokens + place) }
  }

  /// Copies whether the tokens of `range` belong to prompts to `marks`, which has room for them.
  /// - Throws: as `read(_:into:)`.
  package func readPromptMarks(_ range: Range<Int>, into marks: UnsafeMutablePointer<Bool>) throws {
    guard header.marksPrompts else { return marks.update(repeating: false, count: range.count) }
    try forEachPiece(of: range) { piece, place in piece.copyPromptMarks(to: marks + place) }
  }

  /// Lends the tokens of a range, frame by frame, with each piece's place in it.
  private func forEachPiece(of range: Range<Int>, _ body: (_ piece: StoredTokens, _ place: Int) -> Void) throws {
    guard range.lowerBound >= 0, range.upperBound <= tokenCount else {
      throw FormatError.shard(path: path, .rangeOutside(range, tokens: tokenCount))
    }
    var position = range.lowerBound
    while position < range.upperBound {
      let frame = position / ShardLayout.frameTokens
      let start = frame * ShardLayout.frameTokens
      let end = min(range.upperBound, start + ShardLayout.frameTokens)
      try withFrame(frame) { content in
        body(content[position - start..<end - start], position - range.lowerBound)
      }
      position = end
    }
  }

  private func copyIDs(_ piece: StoredTokens, to tokens: UnsafeMutablePointer<UInt32>) {
    piece.copy(to: tokens)
    guard header.marksPrompts else { return }
    for place in 0..<piece.count { tokens[place] &= ~TokenMark.prompt }
  }

  /// Tokens in a new array; for small ranges.
  /// - Throws: as `read(_:into:)`.
  package func tokens(_ range: Range<Int>) throws -> [UInt32] {
    guard range.lowerBound >= 0, range.upperBound <= tokenCount else {
      throw FormatError.shard(path: path, .rangeOutside(range, tokens: tokenCount))
    }
    // Swift writes the count of an empty array into memory that all of them share: a race, if only of zeros.
    guard !range.isEmpty else { return [] }
    return try [UInt32](unsafeUninitializedCapacity: range.count) { buffer, count in
      if let base = buffer.baseAddress { try read(range, into: base) }
      count = range.count
    }
  }

  /// What identifies the text that was encoded; nil if the writer did not say.
  package var textDigest: Digest? { totals.textDigest }

  /// The identity of tokens, document ends and vocabulary together, the same however they are compressed.
  /// - Complexity: O(documents).
  package var contentDigest: Digest {
    var hasher = SHA256()
    hasher.update(header.vocabularyDigest.bytes)
    hasher.update(tokensDigest.bytes)
    hasher.update(UnsafeRawBufferPointer(rebasing: file.bytes[table.documentEnds]))
    return hasher.finish()
  }

  /// Bytes of the file.
  package var fileBytes: Int { file.count }

  /// Lends the tokens frame by frame, in order.
  /// - Throws: as `read(_:into:)`, and what `body` throws.
  package func forEachFrame(_ body: (UnsafeBufferPointer<UInt32>) throws -> Void) throws {
    var ids = [UInt32](repeating: 0, count: min(tokenCount, ShardLayout.frameTokens))
    for index in 0..<table.frameCount {
      try ids.withUnsafeMutableBufferPointer { ids in
        guard let base = ids.baseAddress else { return }
        let count = try withFrame(index) { stored in
          copyIDs(stored, to: base)
          return stored.count
        }
        try body(UnsafeBufferPointer(start: base, count: count))
      }
    }
  }

  /// Lends the tokens of one frame as they are stored, decompressed and checked.
  func withFrame<Result>(_ index: Int, _ body: (StoredTokens) throws -> Result) throws -> Result {
    let key = FrameDecoder.Key(reader: ObjectIdentifier(self), frame: index)
    let count = min(ShardLayout.frameTokens, tokenCount - index * ShardLayout.frameTokens)
    return try decoders.withDecoder(for: key) { decoder in
      if decoder.key != key { try decode(index, count: count, with: decoder, key: key) }
      return try body(decoder.tokens(count, header.tokenType))
    }
  }

  private func decode(_ index: Int, count: Int, with decoder: FrameDecoder, key: FrameDecoder.Key) throws {
    let range = table.frameOffsets[index]..<table.frameOffsets[index + 1]
    let frame = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    let checksum = table.checksum(file.bytes, frame: index)
    if let problem = decoder.decode(
      frame, byteCount: header.tokenType.bytes * count, checksum: checksum, key: key)
    {
      throw FormatError.shard(path: path, .damaged(.frame(index, offset: range.lowerBound, problem)))
    }
    let content = decoder.tokens(count, header.tokenType)
    guard let wrong = content.first(notBelow: header.vocabularySize, marksPrompts: header.marksPrompts) else { return }
    decoder.forget()
    throw FormatError.shard(
      path: path,
      .tokenOutsideVocabulary(
        id: wrong.id, position: index * ShardLayout.frameTokens + wrong.place, vocabularySize: header.vocabularySize))
  }

  func check(_ count: ShardDamage.Count, expected: Int, found: Int) throws {
    guard expected != found else { return }
    throw FormatError.shard(path: path, .damaged(.count(count, expected: expected, found: found)))
  }

  /// A document's end as the file tells it, which `verify` checks.
  func storedEnd(_ index: Int, in range: Range<Int>) -> Int {
    precondition(index >= 0 && index < documentCount, "no such document")
    let value = file.bytes.loadUnaligned(fromByteOffset: range.lowerBound + 8 * index, as: UInt64.self)
    return Int(clamping: UInt64(littleEndian: value))
  }

  /// Parses the JSON of a frame of ours, which must be in canonical form.
  private static func json(
    _ bytes: Slice<UnsafeRawBufferPointer>, _ part: (JSONProblem) -> ShardDamage
  ) throws(ShardProblem) -> JSONValue {
    do throws(JSONProblem) {
      let value = try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: bytes))
      guard value.canonical.utf8.elementsEqual(bytes) else {
        throw .shape(key: "", expected: "canonical JSON", found: "other text")
      }
      return value
    } catch {
      throw .damaged(part(error))
    }
  }
}
